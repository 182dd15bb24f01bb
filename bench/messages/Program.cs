using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Messages;

var json = BenchCommand.Json();
var quick = new Option<bool>("--quick") { Description = "Fewer messages and shorter trainings, no demo, no memory." };
var only = new Option<string[]>("--only") { Description = $"Some parts only: {string.Join(", ", Parts.Names)}.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Parts.Names] };
only.AcceptOnlyFromAmong([.. Parts.Names]);
var command = new RootCommand("Measures messages, the saga, evaluators side by side, and the memory of the services on this machine.") { json, quick, only };
command.SetAction(async (arguments, cancellationToken) =>
{
    var commandLine = BenchCommand.CommandLine("messages");
    var figures = await Parts.MeasureAsync(arguments.GetValue(only)!, commandLine, arguments.GetValue(quick), Console.Out, cancellationToken);
    var report = new Report("messages", Report.ThisMachine(), figures);
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
