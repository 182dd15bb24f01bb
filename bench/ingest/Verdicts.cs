using System.Diagnostics;
using System.Globalization;
using Dcai.Api;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using MathNet.Numerics.Statistics;

namespace Dcai.Bench.Ingest;

/// <summary>From the upload of one image to its verdict, over HTTP, a gateway and an ingest-hasher over a broker and a folder.</summary>
internal static class Verdicts
{
    private const int Uploads = 100;
    private const int BatchRows = 10_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int known, string commandLine, string broker, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine($"{Uploads} single images, {known} known");
        var folder = Directory.CreateTempSubdirectory("dcai-bench-ingest-");
        try
        {
            var settings = new Dictionary<string, string>
            {
                ["DCAI__STORE__KIND"] = "FileSystem",
                ["DCAI__STORE__ROOT"] = Path.Join(folder.FullName, "objects"),
                ["DCAI__INGEST-HASHER__INDEXFOLDER"] = Path.Join(folder.FullName, "index"),
            };
            double fromStore;
            await using (var first = await Hosts.StartAsync(commandLine, broker, settings, hashers: 1, cancellationToken))
            {
                await Sending.CreateAsync(first.Http, cancellationToken);
                await FillAsync(Path.Join(folder.FullName, "objects"), known, cancellationToken);
                (fromStore, _) = await SendAsync(first.Http, -1, cancellationToken);
            }

            await using var hosts = await Hosts.StartAsync(commandLine, broker, settings, hashers: 1, cancellationToken);
            var (fromFile, _) = await SendAsync(hosts.Http, -2, cancellationToken);
            var milliseconds = new List<double>();
            for (var number = 0; number < Uploads; number++)
            {
                var (seconds, verdict) = await SendAsync(hosts.Http, number, cancellationToken);
                if (verdict is ArrivalVerdict.ExactDuplicate or ArrivalVerdict.Rejected)
                {
                    throw new InvalidOperationException($"image {number} is {verdict}: it was drawn to be new");
                }

                milliseconds.Add(seconds * 1000);
            }

            return
            [
                new Figure($"upload to verdict, {known} known, p50", milliseconds.Quantile(0.5), "ms"),
                new Figure($"upload to verdict, {known} known, p95", milliseconds.Quantile(0.95), "ms"),
                new Figure($"the first verdict after a start, index from the store, {known}", fromStore, "s"),
                new Figure($"the first verdict after a start, index from its file, {known}", fromFile, "s"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Seconds, ArrivalVerdict Verdict)> SendAsync(HttpClient http, int number, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(Drawing.Png(1_000_000 + number));
        var from = Stopwatch.GetTimestamp();
        var files = await Sending.SendAsync(http, $"images?name={number.ToString(CultureInfo.InvariantCulture)}.png", body, cancellationToken);
        return (Stopwatch.GetElapsedTime(from).TotalSeconds, files[0].Verdict);
    }

    /// <summary>Batches as ingest stores them, of images that nobody drew.</summary>
    private static async Task FillAsync(string root, int known, CancellationToken cancellationToken)
    {
        var (store, random) = (new FileSystemObjectStore(root), new Random(7));
        for (var first = 0; first < known; first += BatchRows)
        {
            var rows = Enumerable.Range(first, Math.Min(BatchRows, known - first)).Select(number =>
            {
                var image = Inspection.Made(random);
                return new IngestedFile
                {
                    Name = $"{number.ToString(CultureInfo.InvariantCulture)}.png",
                    Source = "bench",
                    Origin = SampleOrigin.Ingested,
                    Content = new Descriptor { MediaType = "image/png", Digest = $"sha256:{image.Id}", SizeBytes = 1 },
                    Verdict = IngestVerdict.Accepted,
                    Width = image.Width,
                    Height = image.Height,
                    PerceptualHash = PerceptualHash.Format(image.Hash!.Value),
                    Channels = 1,
                };
            });
            await store.PutAsync(StoreKeys.IngestBatch(Sending.Dataset, new DateOnly(2026, 1, 1), $"{first:D8}"), JsonLines.Write(rows), cancellationToken);
        }
    }
}
