using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Release;

var json = BenchCommand.Json();
var images = new Option<int>("--images") { Description = "Images of the generated release.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
var work = new Option<DirectoryInfo?>("--work") { Description = "Where the exports go, 2 GB without --images; a temporary folder unless given. They are deleted afterwards.", HelpName = "DIR" };
var command = new RootCommand("Measures ./dcai export and ./dcai verify on a generated release that a server gives out of memory: images a second, CPU, peak memory.") { json, images, work };
command.SetAction(async (arguments, cancellationToken) =>
{
    var benchmark = new ReleaseBenchmark(BenchCommand.CommandLine("release"), arguments.GetValue(work)?.FullName ?? Path.GetTempPath(), Console.Out);
    var report = new Report("release", Report.ThisMachine(), await benchmark.MeasureAsync(arguments.GetValue(images), cancellationToken));
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
