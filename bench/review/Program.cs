using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Review;

var json = BenchCommand.Json();
var quick = new Option<bool>("--quick") { Description = "20 reviewers and 4,000 items instead of 200 and 10,000, and fewer thumbnails." };
var command = new RootCommand("Measures a review that many people work on at once over HTTP: items served, decisions stored, how long a reviewer waits, thumbnails, memory.") { json, quick };
command.SetAction(async (arguments, cancellationToken) =>
{
    var load = arguments.GetValue(quick) ? ReviewLoad.Quick : ReviewLoad.Whole;
    var figures = await new ReviewBenchmark(load, BenchCommand.CommandLine("review"), Console.Out).MeasureAsync(cancellationToken);
    var report = new Report("review", Report.ThisMachine(), figures);
    report.Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
