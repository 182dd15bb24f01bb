using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Bench.Figures;
using MathNet.Numerics.Statistics;

namespace Dcai.Bench.Review;

/// <summary>Simulated people who take pages and decide them, as fast as they are answered and then at a pace.</summary>
internal sealed class ReviewBenchmark(ReviewLoad load, string commandLine, TextWriter output)
{
    private const int LargeSide = 1024;
    private const int ThumbnailSize = 72;
    private const int Browsers = 8;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("dcai-bench-review-");
        try
        {
            await using var dcai = await RunningDcai.StartAsync(commandLine, folder.FullName, cancellationToken);

            // Code is compiled and caches are warm before anything counts.
            await ReviewAsync(dcai, "warm", load.Items / 10, decisionsPerSecond: null, cancellationToken);
            output.WriteLine($"{load.Reviewers} reviewers, {load.Items} items in pages of {load.Page}, as fast as they are answered");
            var fast = await ReviewAsync(dcai, "fast", load.Items, decisionsPerSecond: null, cancellationToken);
            output.WriteLine($"the same at {load.PacedDecisions} decisions a second of all together");
            var paced = await ReviewAsync(dcai, "paced", load.Items, load.PacedDecisions, cancellationToken);
            output.WriteLine("one batch on top of many");
            var (early, late) = await BatchesAsync(dcai, "long", load.Items / 10, cancellationToken);
            output.WriteLine($"thumbnails of {load.Images} images of {LargeSide} × {LargeSide} pixels");
            var (made, kept) = await ThumbnailsAsync(dcai, cancellationToken);
            return
            [
                new Figure("items served and decisions stored, all at once", fast.Items / fast.Seconds, "/s"),
                .. Latencies("all at once", fast),
                new Figure("decisions stored, paced", paced.Items / paced.Seconds, "/s"),
                .. Latencies("paced", paced),
                new Figure("one decision after few, p50", early, "ms"),
                new Figure($"one decision after {load.Items / 10} batches, p50", late, "ms"),
                new Figure("thumbnails made", made, "/s"),
                new Figure("thumbnails made before", kept, "/s"),
                new Figure("memory of all services in one process, peak", dcai.PeakMegabytes(), "MB"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<Figure> Latencies(string name, Outcome outcome) =>
    [
        new($"a page of items, {name}, p50", outcome.Pages.Quantile(0.5), "ms"),
        new($"a page of items, {name}, p95", outcome.Pages.Quantile(0.95), "ms"),
        new($"a batch of decisions, {name}, p50", outcome.Batches.Quantile(0.5), "ms"),
        new($"a batch of decisions, {name}, p95", outcome.Batches.Quantile(0.95), "ms"),
    ];

    /// <param name="dcai">Who answers.</param>
    /// <param name="datasetId">A dataset of its own.</param>
    /// <param name="items">Items of the review.</param>
    /// <param name="decisionsPerSecond">Of all reviewers together; null for as fast as they are answered.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    private async Task<Outcome> ReviewAsync(RunningDcai dcai, string datasetId, int items, double? decisionsPerSecond, CancellationToken cancellationToken)
    {
        var review = await dcai.OpenReviewAsync(datasetId, items, cancellationToken);
        var (pages, batches, stored, decided) = (new ConcurrentBag<double>(), new ConcurrentBag<double>(), new ConcurrentBag<double>(), 0);
        var clock = Stopwatch.StartNew();
        var between = decisionsPerSecond is { } rate ? TimeSpan.FromSeconds(load.Reviewers * load.Page / rate) : TimeSpan.Zero;
        await Task.WhenAll(Enumerable.Range(0, load.Reviewers).Select(async number =>
        {
            var path = $"/api/datasets/{datasetId}/reviews/{review.ReviewId}";
            var (lease, reviewer) = (Guid.NewGuid(), $"reviewer {number}");

            // Not all in the same moment, as people are not.
            await Task.Delay(between * (number / (double)load.Reviewers), cancellationToken);
            while (true)
            {
                var begin = clock.Elapsed;
                var held = await (await dcai.Http.PutAsJsonAsync($"{path}/leases/{lease}", new HoldItems { Reviewer = reviewer, GridLimit = load.Page }, cancellationToken))
                    .EnsureSuccessStatusCode().Content.ReadFromJsonAsync<HeldItems>(cancellationToken);
                if (held!.Items.Count == 0)
                {
                    return;
                }

                pages.Add((clock.Elapsed - begin).TotalMilliseconds);
                var sent = clock.Elapsed;
                (await dcai.Http.PostAsJsonAsync($"{path}/decisions", Decide(reviewer, held.Items), cancellationToken)).EnsureSuccessStatusCode();
                batches.Add((clock.Elapsed - sent).TotalMilliseconds);
                stored.Add(clock.Elapsed.TotalSeconds);
                Interlocked.Add(ref decided, held.Items.Count);
                var rest = begin + between - clock.Elapsed;
                if (rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, cancellationToken);
                }
            }
        }));

        await CancelAsync(dcai, datasetId, cancellationToken);

        // Every item was somebody's, and nobody's twice.
        if (decided != items)
        {
            throw new InvalidOperationException($"{decided} decisions were stored on {items} items: the figures would mean nothing.");
        }

        return new Outcome(items, stored.Max(), [.. pages], [.. batches]);
    }

    /// <summary>One reviewer, one decision a batch: what a batch takes when few came before, and when many did.</summary>
    private static async Task<(double EarlyMilliseconds, double LateMilliseconds)> BatchesAsync(RunningDcai dcai, string datasetId, int count, CancellationToken cancellationToken)
    {
        var review = await dcai.OpenReviewAsync(datasetId, count + 2, cancellationToken);
        var path = $"/api/datasets/{datasetId}/reviews/{review.ReviewId}";
        List<ReviewTask> items = [];
        for (string? cursor = null; items.Count < count;)
        {
            var page = (await dcai.Http.GetFromJsonAsync<ReviewPage>($"{path}/items?limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken))!;
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }

        var times = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var watch = Stopwatch.StartNew();
            var decision = Decide(items[number].SampleId, items[number].GivenLabels[0]);
            var batch = new SubmitDecisions { BatchId = Guid.NewGuid().ToString("D"), Reviewer = "one", Simulated = true, Decisions = [decision] };
            (await dcai.Http.PostAsJsonAsync($"{path}/decisions", batch, cancellationToken)).EnsureSuccessStatusCode();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        await CancelAsync(dcai, datasetId, cancellationToken);
        var part = Math.Max(1, count / 10);
        return (times.Take(part).Median(), times.TakeLast(part).Median());
    }

    /// <summary>Otherwise a model would be trained beside the next measurement.</summary>
    private static async Task CancelAsync(RunningDcai dcai, string datasetId, CancellationToken cancellationToken) =>
        (await dcai.Http.PostAsync(new Uri($"/api/datasets/{datasetId}/cancel", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();

    /// <returns>Thumbnails a second: the first time each is asked for, and the second.</returns>
    private async Task<(double Made, double Kept)> ThumbnailsAsync(RunningDcai dcai, CancellationToken cancellationToken)
    {
        var samples = await dcai.PutImagesAsync("large", load.Images, LargeSide, cancellationToken);
        async Task<double> AskAsync()
        {
            var watch = Stopwatch.StartNew();
            await Parallel.ForEachAsync(samples, new ParallelOptions { MaxDegreeOfParallelism = Browsers, CancellationToken = cancellationToken }, async (sample, token) =>
                await dcai.Http.GetByteArrayAsync(new Uri($"/api/datasets/large/samples/{sample}/thumbnail?size={ThumbnailSize}", UriKind.Relative), token));
            return samples.Count / watch.Elapsed.TotalSeconds;
        }

        return (await AskAsync(), await AskAsync());
    }

    private static SubmitDecisions Decide(string reviewer, IReadOnlyList<ReviewTask> items) => new()
    {
        BatchId = Guid.NewGuid().ToString("D"),
        Reviewer = reviewer,
        Simulated = true,
        Decisions = [.. items.Select(item => Decide(item.SampleId, item.GivenLabels[0]))],
    };

    private static SubmittedDecision Decide(string sampleId, string label) =>
        new() { DecisionId = Guid.NewGuid().ToString("D"), SampleId = sampleId, Verdict = Verdict.Certify, Label = label };

    private sealed record Outcome(int Items, double Seconds, IReadOnlyList<double> Pages, IReadOnlyList<double> Batches);
}
