using System.CommandLine;
using Dcai.Bench.Train;

var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
var quick = new Option<bool>("--quick") { Description = "The two smallest rounds, three runs each, and no demo." };
var command = new RootCommand("Measures training of the reference network against PyTorch on this machine.") { json, quick };
command.SetAction(arguments =>
{
    var report = new TrainBenchmark(arguments.GetValue(quick), Environment.GetEnvironmentVariable("DCAI_COMMAND_LINE"), Console.Out).Run();
    report.Print(Console.Out);
    if (arguments.GetValue(json) is { } file)
    {
        report.WriteTo(file);
    }

    return 0;
});
const int wrongUsage = 2;
var parsed = command.Parse(args);
var exitCode = parsed.Invoke();
return parsed.Errors.Count > 0 ? wrongUsage : exitCode;
