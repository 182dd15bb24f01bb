using System.CommandLine;
using Dcai.Bench.Figures;
using Dcai.Bench.Ingest;

var json = BenchCommand.Json();
var known = new Option<int[]>("--known") { Description = "How many images are known when verdicts are timed; may be repeated. 10,000, 100,000 and 1,000,000 unless given.", DefaultValueFactory = _ => [10_000, 100_000, 1_000_000], HelpName = "N" };
var command = new RootCommand("Measures ingest: images inspected per CPU second, the time from upload to verdict beside many known images, memory of the index, images per second into S3.") { json, known };
command.SetAction(async (arguments, cancellationToken) =>
{
    var commandLine = BenchCommand.CommandLine("ingest");
    var folder = Directory.CreateTempSubdirectory("dcai-bench-ingest-");
    var figures = new List<Figure>(Inspection.Measure(Console.Out));
    await using (var server = await LocalServer.StartAsync("broker.sh", Path.Join(folder.FullName, "broker")))
    {
        var broker = server.Answers["DCAI_TEST_RABBITMQ_URI"];
        foreach (var count in arguments.GetValue(known)!)
        {
            figures.AddRange(await Verdicts.MeasureAsync(count, commandLine, broker, Console.Out, cancellationToken));
        }

        figures.AddRange(await IntoS3.MeasureAsync(commandLine, broker, Console.Out, cancellationToken));
    }

    folder.Delete(recursive: true);
    new Report("ingest", Report.ThisMachine(), figures).Publish(arguments.GetValue(json));
    return 0;
});
return await command.RunAsync(args);
