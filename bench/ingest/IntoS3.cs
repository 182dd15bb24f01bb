using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using Dcai.Bench.Figures;
using Dcai.Hosting;
using Dcai.IngestHasher;
using Dcai.ReviewGateway;

namespace Dcai.Bench.Ingest;

/// <summary>An archive of many images over HTTP into a real S3 server, until each has its verdict; one and two ingest-hashers at a real broker.</summary>
internal static class IntoS3
{
    private const int Images = 2048;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var archive = await PackAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("dcai-bench-ingest-");
        try
        {
            await using var broker = await LocalServer.StartAsync("broker.sh", Path.Join(folder.FullName, "broker"));
            await using var s3 = await LocalServer.StartAsync("rgw.sh", Path.Join(folder.FullName, "s3"));
            var figures = new List<Figure>();
            foreach (var hashers in new[] { 1, 2 })
            {
                output.WriteLine($"{Images} images into S3, {hashers} ingest-hasher{(hashers > 1 ? "s" : "")}");
                var settings = new Dictionary<string, string?>
                {
                    ["Dcai:Store:Kind"] = "S3",
                    ["Dcai:Store:Bucket"] = $"ingest-{hashers}",
                    ["Dcai:Store:Endpoint"] = s3.Answers["DCAI_TEST_S3_ENDPOINT"],
                    ["Dcai:Store:AccessKey"] = s3.Answers["DCAI_TEST_S3_ACCESS_KEY"],
                    ["Dcai:Store:SecretKey"] = s3.Answers["DCAI_TEST_S3_SECRET_KEY"],
                    ["Dcai:Bus:Url"] = broker.Answers["DCAI_TEST_RABBITMQ_URI"],
                };
                IServiceModule[][] processes = [[new ReviewGatewayModule()], .. Enumerable.Range(0, hashers).Select(_ => new IServiceModule[] { new IngestHasherModule() })];
                await using var hosts = await Hosts.StartAsync(settings, processes);
                await Sending.CreateAsync(hosts.Http, cancellationToken);
                using var body = new ByteArrayContent(archive);
                var from = Stopwatch.GetTimestamp();
                var files = await Sending.SendAsync(hosts.Http, "archives?kind=tar&labels=none", body, cancellationToken);
                figures.Add(new Figure($"images into S3, verdict included, {hashers} ingest-hasher{(hashers > 1 ? "s" : "")}", files.Count / Stopwatch.GetElapsedTime(from).TotalSeconds, "/s"));
            }

            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<byte[]> PackAsync(CancellationToken cancellationToken)
    {
        var stream = new MemoryStream();
        await using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            for (var number = 0; number < Images; number++)
            {
                using var content = new MemoryStream(Drawing.Png(number));
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"{number.ToString(CultureInfo.InvariantCulture)}.png") { DataStream = content }, cancellationToken);
            }
        }

        return stream.ToArray();
    }
}
