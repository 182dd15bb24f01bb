using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Train;

var json = BenchCommand.Json();
var quick = new Option<bool>("--quick") { Description = "The two smallest rounds, three runs each, and no demo." };
var command = new RootCommand("Measures training of the reference network against PyTorch on this machine.") { json, quick };
command.SetAction(arguments =>
{
    var report = new TrainBenchmark(arguments.GetValue(quick), Environment.GetEnvironmentVariable("DCAI_COMMAND_LINE"), Console.Out).Run();
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
