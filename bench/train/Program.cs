using System.CommandLine;
using Dcai.Bench.Train;

var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
var quick = new Option<bool>("--quick") { Description = "The two smallest rounds, three runs each." };
var command = new RootCommand("Measures training of the reference network against PyTorch on this machine.") { json, quick };
command.SetAction(arguments =>
{
    var report = new TrainBenchmark(arguments.GetValue(quick), Console.Out).Run();
    report.Print(Console.Out);
    if (arguments.GetValue(json) is { } file)
    {
        report.WriteTo(file);
    }

    return 0;
});
return command.Parse(args).Invoke();
