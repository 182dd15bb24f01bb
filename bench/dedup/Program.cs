using System.CommandLine;
using Dcai.Bench.Dedup;

var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file." };
var quick = new Option<bool>("--quick") { Description = "20,000 small files and 500 large ones instead of 1,000,000 and 20,000." };
var work = new Option<DirectoryInfo?>("--work") { Description = "Where the files are generated, 11 GB and 1,020,000 of them without --quick; a temporary folder unless given. They are deleted afterwards.", HelpName = "DIR" };
var command = new RootCommand("Measures ./dcai dedup against rdfind and jdupes on generated files: CPU seconds, peak memory, and that they find the same groups.") { json, quick, work };
command.SetAction(arguments =>
{
    var commandLine = Environment.GetEnvironmentVariable("DCAI_COMMAND_LINE") ?? throw new InvalidOperationException("Start it with ./dcai bench dedup.");
    var report = new DedupBenchmark(arguments.GetValue(quick), commandLine, arguments.GetValue(work)?.FullName ?? Path.GetTempPath(), Console.Out).Run();
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
