using System.CommandLine;
using Dcai.Bench.Dedup;
using Dcai.Bench.Figures;

var json = BenchCommand.Json();
var quick = new Option<bool>("--quick") { Description = "20,000 small files and 500 large ones instead of 1,000,000 and 20,000." };
var work = new Option<DirectoryInfo?>("--work") { Description = "Where the files are generated, 11 GB and 1,020,000 of them without --quick; a temporary folder unless given. They are deleted afterwards.", HelpName = "DIR" };
var command = new RootCommand("Measures ./dcai dedup against rdfind and jdupes on generated files: CPU seconds, peak memory, and that they find the same groups.") { json, quick, work };
command.SetAction(arguments =>
{
    var commandLine = BenchCommand.CommandLine("dedup");
    var report = new DedupBenchmark(arguments.GetValue(quick), commandLine, arguments.GetValue(work)?.FullName ?? Path.GetTempPath(), Console.Out).Run();
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
