using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Ingest;

var json = BenchCommand.Json();
var known = new Option<int[]>("--known") { Description = "How many images are known when verdicts are timed; may be repeated. 10,000, 100,000 and 1,000,000 unless given.", DefaultValueFactory = _ => [10_000, 100_000, 1_000_000], HelpName = "N" };
var servers = new Option<bool>("--servers") { Description = "Also into a real S3 server over a real broker, with one and two ingest-hashers (packages as for ./dcai bench messages)." };
var command = new RootCommand("Measures ingest: images inspected per CPU second, the time from upload to verdict beside many known images, memory of the index, images per second into S3.") { json, known, servers };
command.SetAction(async (arguments, cancellationToken) =>
{
    var figures = new List<Figure>(Inspection.Measure(Console.Out));
    foreach (var count in arguments.GetValue(known)!)
    {
        figures.AddRange(await Verdicts.MeasureAsync(count, Console.Out, cancellationToken));
    }

    if (arguments.GetValue(servers))
    {
        figures.AddRange(await IntoS3.MeasureAsync(Console.Out, cancellationToken));
    }

    new Report("ingest", Report.ThisMachine(), figures).Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
