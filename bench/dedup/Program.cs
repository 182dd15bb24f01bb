using System.CommandLine;
using Dcai.Bench.Dedup;
using Dcai.Bench.Figures;

const string Near = "near";
const string Many = "many";
string[] parts = [.. DedupBenchmark.Parts, Near, Many];

var json = BenchCommand.Json();
var quick = new Option<bool>("--quick") { Description = "20,000 small files and 500 large ones instead of 1,000,000 and 20,000." };
var work = new Option<DirectoryInfo?>("--work") { Description = "Where the files are generated, 11 GB and 1,020,000 of them without --quick; a temporary folder unless given. They are deleted afterwards.", HelpName = "DIR" };
var data = new Option<DirectoryInfo>("--data") { Description = "Where cifar10-neardup and imagededup-testdata lie, for the part near.", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable("DCAI_TEST_DATA") ?? "../shared/data") };
var only = new Option<string[]>("--only") { Description = $"Some parts only: {string.Join(", ", parts)}.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. DedupBenchmark.Parts] };
only.AcceptOnlyFromAmong(parts);
var pictures = new Option<int[]>("--pictures") { Description = "How many pictures the part many generates and compares; several for one measurement each.", HelpName = "N", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [2_880, 10_000, 30_000] };
var command = new RootCommand("Measures ./dcai dedup against rdfind and jdupes on generated files: CPU seconds, peak memory, and that they find the same groups; how many near duplicates of photographs rankings find, and what that costs.") { json, quick, work, data, only, pictures };
command.SetAction(arguments =>
{
    var figures = new List<Figure>();
    foreach (var part in arguments.GetValue(only)!.Distinct())
    {
        figures.AddRange(part switch
        {
            Near => new NearBenchmark(arguments.GetValue(data)!, Console.Out).Run(),
            Many => arguments.GetValue(pictures)!.SelectMany(new ManyPictures(Console.Out).Run),
            _ => new DedupBenchmark(arguments.GetValue(quick), BenchCommand.CommandLine("dedup"), arguments.GetValue(work)?.FullName ?? Path.GetTempPath(), Console.Out).Run(part),
        });
    }

    new Report("dedup", Report.ThisMachine(), figures).Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
