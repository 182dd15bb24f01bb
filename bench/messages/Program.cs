using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Messages;

var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
var quick = new Option<bool>("--quick") { Description = "Fewer messages and shorter trainings, no demo, no memory." };
var only = new Option<string[]>("--only") { Description = $"Some parts only: {string.Join(", ", Parts.Names)}.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Parts.Names] };
only.AcceptOnlyFromAmong([.. Parts.Names]);
var command = new RootCommand("Measures messages, the saga, evaluators side by side, and the memory of the services on this machine.") { json, quick, only };
command.SetAction(async (arguments, cancellationToken) =>
{
    var commandLine = Environment.GetEnvironmentVariable("DCAI_COMMAND_LINE") ?? throw new InvalidOperationException("Start it with ./dcai bench messages.");
    var figures = await Parts.MeasureAsync(arguments.GetValue(only)!, commandLine, arguments.GetValue(quick), Console.Out, cancellationToken);
    var report = new Report("messages", Report.ThisMachine(), figures);
    report.Print(Console.Out);
    if (arguments.GetValue(json) is { } file)
    {
        report.WriteTo(file);
    }

    return 0;
});
const int wrongUsage = 2;
var parsed = command.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? wrongUsage : exitCode;
