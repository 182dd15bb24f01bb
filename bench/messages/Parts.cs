using Dcai.Bench.Figures;

namespace Dcai.Bench.Messages;

/// <summary>What is measured.</summary>
internal static class Parts
{
    private const string Transport = "transport";
    private const string Saga = "saga";
    private const string Evaluation = "evaluators";
    private const string Fleet = "fleet";

    public static IReadOnlyList<string> Names { get; } = [Transport, Saga, Evaluation, Fleet];

    /// <summary>Measures the named parts, over a broker and an S3 server of their own that end with this process.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        IReadOnlyCollection<string> names, string commandLine, bool quick, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dcai-bench-");
        try
        {
            var figures = new List<Figure>();
            if (names.Any(name => name != Fleet))
            {
                figures.AddRange(await OverABrokerAsync(names, commandLine, folder.FullName, quick, output, cancellationToken));
            }

            if (names.Contains(Fleet) && !quick)
            {
                figures.AddRange(await new WholeFleet(commandLine, folder.FullName, output).MeasureAsync(cancellationToken));
            }

            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> OverABrokerAsync(
        IReadOnlyCollection<string> names, string commandLine, string folder, bool quick, TextWriter output, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        await using var server = await LocalServer.StartAsync("broker.sh", Path.Join(folder, "broker-server"));
        var broker = server.Answers["DCAI_TEST_RABBITMQ_URI"];
        if (names.Contains(Transport))
        {
            figures.AddRange(await new Throughput(broker, folder, quick, output).MeasureAsync(cancellationToken));
        }

        if (names.Contains(Saga))
        {
            var saga = new SagaSteps(commandLine, quick, output);
            figures.AddRange(await saga.MeasureAsync("file system", Surroundings.WithFolder(broker, Path.Join(folder, "saga")), cancellationToken));
            await using var s3 = await LocalServer.StartAsync("rgw.sh", Path.Join(folder, "s3"));
            figures.AddRange(await saga.MeasureAsync("S3", Surroundings.WithS3(broker, s3), cancellationToken));
        }

        if (names.Contains(Evaluation))
        {
            figures.AddRange(await new Evaluators(commandLine, broker, folder, quick, output).MeasureAsync(cancellationToken));
        }

        return figures;
    }
}
