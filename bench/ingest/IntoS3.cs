using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Ingest;

/// <summary>An archive of many images over HTTP into a real S3 server, until each has its verdict; one and two ingest-hashers at a real broker.</summary>
internal static class IntoS3
{
    private const int Images = 2048;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string commandLine, string broker, TextWriter output, CancellationToken cancellationToken)
    {
        var archive = await PackAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("dcai-bench-ingest-");
        try
        {
            await using var s3 = await LocalServer.StartAsync("rgw.sh", Path.Join(folder.FullName, "s3"));
            var figures = new List<Figure>();
            foreach (var hashers in new[] { 1, 2 })
            {
                output.WriteLine($"{Images} images into S3, {hashers} ingest-hasher{(hashers > 1 ? "s" : "")}");
                var settings = new Dictionary<string, string>
                {
                    ["DCAI__STORE__KIND"] = "S3",
                    ["DCAI__STORE__BUCKET"] = $"ingest-{hashers}",
                    ["DCAI__STORE__ENDPOINT"] = s3.Answers["DCAI_TEST_S3_ENDPOINT"],
                    ["DCAI__STORE__ACCESSKEY"] = s3.Answers["DCAI_TEST_S3_ACCESS_KEY"],
                    ["DCAI__STORE__SECRETKEY"] = s3.Answers["DCAI_TEST_S3_SECRET_KEY"],
                };
                await using var hosts = await Hosts.StartAsync(commandLine, broker, settings, hashers, cancellationToken);
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
