using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Release;
using Dcai.Learning;

const string Export = "export";
const string Accuracy = "accuracy";
const int LargestTrainCount = 10_000;

var json = BenchCommand.Json();
var only = new Option<string[]>("--only") { Description = $"What is measured: {Export}, {Accuracy}. The second needs --data, and hours.", HelpName = "PART", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [Export] };
only.AcceptOnlyFromAmong(Export, Accuracy);
var images = new Option<int>("--images") { Description = "Images of the generated release.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
var work = new Option<DirectoryInfo?>("--work") { Description = "Where the exports go, 2 GB without --images; a temporary folder unless given. They are deleted afterwards.", HelpName = "DIR" };
var data = new Option<DirectoryInfo>("--data") { Description = "Images with known truth: original/SPLIT/CLASS/image, oracle.csv, and label_book/ to test with.", HelpName = "DIR" };
data.AcceptExistingOnly();
var results = new Option<DirectoryInfo>("--results") { Description = "Where trainings lie; finished ones are read, begun ones go on.", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo("bench-release") };
var seeds = new Option<int>("--seeds") { Description = "Trainings of each row, each with another seed and another fifth held out.", HelpName = "N", DefaultValueFactory = _ => 5 };
var epochs = new Option<int>("--epochs") { Description = "Of each training; the paper's are 100.", HelpName = "N", DefaultValueFactory = _ => 100 };
var rows = new Option<string[]>("--rows") { Description = $"Some rows only: {string.Join(", ", AccuracyBenchmark.Rows.Select(row => $"\"{row}\""))}.", HelpName = "ROW", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. AccuracyBenchmark.Rows] };
rows.AcceptOnlyFromAmong([.. AccuracyBenchmark.Rows]);
var policy = new Option<FileInfo>("--policy") { Description = "How copies are distorted, as ./dcai augment reads it; what releases do unless given.", HelpName = "FILE" };
policy.AcceptExistingOnly();
var command = new RootCommand("Measures ./dcai export and ./dcai verify on a generated release that a server gives out of memory: images a second, CPU, peak memory; and what releases are worth to the reference model.")
{
    json, only, images, work, data, results, seeds, epochs, rows, policy,
};
command.Validators.Add(result =>
{
    if (result.GetValue(only)!.Contains(Accuracy) && result.GetResult(data) is null)
    {
        result.AddError($"--only {Accuracy} needs --data DIR: images whose truth is known");
    }
});
command.SetAction(async (arguments, cancellationToken) =>
{
    var parts = arguments.GetValue(only)!;
    var figures = new List<Figure>();
    if (parts.Contains(Export))
    {
        var benchmark = new ReleaseBenchmark(BenchCommand.CommandLine("release"), arguments.GetValue(work)?.FullName ?? Path.GetTempPath(), Console.Out);
        figures.AddRange(await benchmark.MeasureAsync(arguments.GetValue(images), cancellationToken));
    }

    if (parts.Contains(Accuracy))
    {
        var chosen = arguments.GetValue(policy) is { } file ? AugmentationPolicy.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken)) : null;
        var decided = await DecidedImages.ReadAsync(arguments.GetValue(data)!.FullName, cancellationToken);
        var folder = Directory.CreateDirectory(arguments.GetValue(results)!.FullName).FullName;
        var benchmark = new AccuracyBenchmark(decided, folder, LargestTrainCount, chosen, Console.Out);
        var measured = new List<Figure>();
        for (var seed = 1; seed <= arguments.GetValue(seeds); seed++)
        {
            foreach (var row in arguments.GetValue(rows)!)
            {
                measured.AddRange(await benchmark.MeasureAsync(row, seed, arguments.GetValue(epochs), cancellationToken));
            }
        }

        figures.AddRange(Seeds.Summarise(measured, arguments.GetValue(seeds)));
    }

    var report = new Report("release", Report.ThisMachine(), figures);
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
