using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Learning;

var data = new Option<DirectoryInfo>("--data") { Description = "Images with known truth: original/SPLIT/CLASS/image, oracle.csv, and label_book/ to test with.", HelpName = "DIR", Required = true };
var work = new Option<DirectoryInfo>("--work") { Description = "Where the runs lie; begun ones go on.", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo("bench-learning") };
var seeds = new Option<int>("--seeds") { Description = "Runs of each part, each with another seed.", HelpName = "N", DefaultValueFactory = _ => 1 };
var only = new Option<string[]>("--only") { Description = $"Some parts only: {string.Join(", ", Parts.Names)}.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. Parts.Names] };
only.AcceptOnlyFromAmong([.. Parts.Names]);
var json = BenchCommand.Json();
var command = new RootCommand("Measures ranking, adaptive review and the paper's tables on images whose truth is known. The truth only reviews and measures.") { data, work, seeds, only, json };
command.SetAction(async (arguments, cancellationToken) =>
{
    var commandLine = BenchCommand.CommandLine("learning");
    var truth = Truth.Read(Path.Join(arguments.GetValue(data)!.FullName, "oracle.csv"));
    var runs = new DemoRuns(commandLine, arguments.GetValue(data)!.FullName, arguments.GetValue(work)!.FullName, Console.Out);
    var figures = new List<Figure>();
    foreach (var part in arguments.GetValue(only)!.Distinct())
    {
        var measured = new List<Figure>();
        for (var seed = 1; seed <= arguments.GetValue(seeds); seed++)
        {
            measured.AddRange(await Parts.MeasureAsync(part, seed, runs, truth, cancellationToken));
        }

        figures.AddRange(Seeds.Summarise(measured, arguments.GetValue(seeds)));
    }

    var report = new Report("learning", Report.ThisMachine(), figures);
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
