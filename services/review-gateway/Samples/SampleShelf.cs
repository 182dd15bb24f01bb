using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Reviews;
using Dcai.Work;

namespace Dcai.ReviewGateway.Samples;

/// <summary>A dataset's images, one by one: which there are, what happened to each, and what changed between two snapshots.</summary>
internal sealed class SampleShelf(
    IObjectStore store, SnapshotReader snapshots, DatasetRegistry datasets, SampleImages images, ReviewDesk desk, RankingShelf rankings)
{
    /// <summary>A page of a snapshot's images that pass the filter: by id, or by descending loss where a round is named.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="version">The snapshot; null for the newest.</param>
    /// <param name="filter">What to leave out.</param>
    /// <param name="cursor">Id of the last image of the page before; null for the first page.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GatewayProblemException">There is no such dataset, snapshot or round, or the filter or the page makes no sense.</exception>
    public async Task<SamplePage> PageAsync(string datasetId, int? version, SampleFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        CursorPage.Check(limit);
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var passes = filter.Build(settings.Classes);
        if (await FindAsync(datasetId, version, cancellationToken) is not { } snapshot)
        {
            return new SamplePage { SnapshotVersion = 0, Samples = [] };
        }

        var samples = filter.RankedIn is { } round
            ? await RankedAsync(datasetId, snapshot, round, filter.Suggested, cursor, cancellationToken)
            : FromAsync(snapshot, cursor, cancellationToken);
        var (page, next) = await CursorPage.TakeAsync(samples.Where(passes), limit, sample => sample.SampleId, cancellationToken);
        return new SamplePage
        {
            SnapshotVersion = snapshot.SnapshotVersion,
            Samples = [.. page.Select(sample => SampleMapping.ToApi(datasetId, sample))],
            NextCursor = next,
        };
    }

    /// <summary>Everything on record about one image.</summary>
    /// <exception cref="GatewayProblemException">The dataset has no such image.</exception>
    public async Task<SampleHistory> HistoryAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await images.FindAsync(datasetId, sampleId, cancellationToken) is not { } sample
            ? throw Refusal.NotFound("no-sample", $"Dataset '{datasetId}' has no image '{sampleId}': see GET /api/datasets/{datasetId}/samples.")
            : new SampleHistory
            {
                Sample = SampleMapping.ToApi(datasetId, sample),
                PerceptualHash = sample.PerceptualHash,
                Places = [.. sample.Provenance.Select(SampleMapping.ToApi)],
                Rankings = await RankingsAsync(datasetId, sampleId, cancellationToken),
                Reviews = await ReviewsAsync(datasetId, sampleId, cancellationToken),
                Decisions = [.. (await desk.TrailAsync(datasetId, cancellationToken)).Where(decision => decision.SampleId == sampleId)],
            };
    }

    /// <summary>What changed from one snapshot to another, a page of it.</summary>
    /// <exception cref="GatewayProblemException">There is no such dataset or snapshot, or the page makes no sense.</exception>
    public async Task<SnapshotDifference> CompareAsync(string datasetId, int from, int to, string? cursor, int limit, CancellationToken cancellationToken)
    {
        CursorPage.Check(limit);
        await datasets.NewestAsync(datasetId, cancellationToken);
        var (before, after) = (await GetAsync(datasetId, from, cancellationToken), await GetAsync(datasetId, to, cancellationToken));
        var changes = SnapshotComparison.Compare(
            await snapshots.SamplesAsync(before, cancellationToken), await snapshots.SamplesAsync(after, cancellationToken)).ToList();
        var following = changes.SkipWhile(change => cursor is not null && string.CompareOrdinal(IdOf(change), cursor) <= 0).ToAsyncEnumerable();
        var (page, next) = await CursorPage.TakeAsync(following, limit, IdOf, cancellationToken);
        return new SnapshotDifference
        {
            From = from,
            To = to,
            Counts = new ChangeCounts
            {
                Arrived = Count(SampleChangeKind.Arrived),
                Vanished = Count(SampleChangeKind.Vanished),
                Decided = Count(SampleChangeKind.Decided),
                Relabelled = Count(SampleChangeKind.Relabelled),
                Other = Count(SampleChangeKind.Other),
            },
            Changes = [.. page.Select(change => new SampleChange
            {
                SampleId = IdOf(change),
                Before = change.Before is null ? null : SampleMapping.ToApi(datasetId, change.Before),
                After = change.After is null ? null : SampleMapping.ToApi(datasetId, change.After),
            })],
            NextCursor = next,
        };

        int Count(SampleChangeKind kind) => changes.Count(change => change.Kind == kind);
    }

    /// <summary>Given labels by what people made of them, in a snapshot; null for the newest.</summary>
    public async Task<LabelMatrix> MatrixAsync(string datasetId, int? version, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var snapshot = await FindAsync(datasetId, version, cancellationToken);
        return Matrices.OfDecisions(settings.Classes, snapshot is null ? [] : await snapshots.SamplesAsync(snapshot, cancellationToken));
    }

    /// <summary>A round's ranking as a whole.</summary>
    /// <exception cref="GatewayProblemException">There is no such dataset, or the round has ranked nothing.</exception>
    public async Task<RankingSummary> RankingAsync(string datasetId, int round, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var ranked = await rankings.GetAsync(datasetId, round, cancellationToken);
        var snapshot = await FindAsync(datasetId, null, cancellationToken);
        return RankingShelf.Summarize(round, ranked, snapshot is null ? [] : await snapshots.SamplesAsync(snapshot, cancellationToken), settings.Classes);
    }

    private static string IdOf(ChangedSample change) => (change.After ?? change.Before)!.SampleId;

    private async Task<Snapshot> GetAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        (version < 1 ? null : await store.TryGetDocumentAsync(StoreKeys.Snapshot(datasetId, version), Formats.Snapshot, cancellationToken))
        ?? throw Refusal.NoSnapshot(datasetId, version);

    private async Task<Snapshot?> FindAsync(string datasetId, int? version, CancellationToken cancellationToken) => version is { } wanted
        ? await GetAsync(datasetId, wanted, cancellationToken)
        : await snapshots.NewestAsync(datasetId, cancellationToken);

    /// <summary>Reads only the shards that may hold what comes after the cursor; shards are by the first bits of the id, so their order is the ids'.</summary>
    private async IAsyncEnumerable<Sample> FromAsync(
        Snapshot snapshot, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (cursor is not null && !SampleImages.IsId(cursor))
        {
            throw NoCursor(cursor);
        }

        for (var shard = cursor is null ? 0 : ShardLayout.ShardOf(cursor, snapshot.ShardBits); shard < snapshot.Shards.Count; shard++)
        {
            if (snapshot.Shards[shard] is not { } stored)
            {
                continue;
            }

            foreach (var sample in await snapshots.ShardAsync(stored, cancellationToken))
            {
                if (cursor is null || string.CompareOrdinal(sample.SampleId, cursor) > 0)
                {
                    yield return sample;
                }
            }
        }
    }

    private async Task<IAsyncEnumerable<Sample>> RankedAsync(
        string datasetId, Snapshot snapshot, int round, string? suggested, string? cursor, CancellationToken cancellationToken)
    {
        var ranked = await rankings.GetAsync(datasetId, round, cancellationToken);
        if (cursor is not null && !ranked.ContainsKey(cursor))
        {
            throw NoCursor(cursor);
        }

        var samples = (await snapshots.SamplesAsync(snapshot, cancellationToken)).ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        return ranked.Values
            .OrderByDescending(sample => sample.Loss).ThenBy(sample => sample.SampleId, StringComparer.Ordinal)
            .SkipWhile(sample => cursor is not null && sample.SampleId != cursor)
            .Skip(cursor is null ? 0 : 1)
            .Where(sample => suggested is null || sample.SuggestedLabel == suggested)
            .Where(sample => samples.ContainsKey(sample.SampleId))
            .Select(sample => samples[sample.SampleId])
            .ToAsyncEnumerable();
    }

    private static GatewayProblemException NoCursor(string cursor) =>
        Refusal.BadRequest("cursor", $"'{cursor}' is no cursor of this list: send 'nextCursor' of the page before, with the same version and filters.");

    private async Task<IReadOnlyList<SampleRanking>> RankingsAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var found = new List<SampleRanking>();
        for (var round = 1; await rankings.ReadAsync(datasetId, round, cancellationToken) is { } ranked; round++)
        {
            if (ranked.TryGetValue(sampleId, out var sample))
            {
                found.Add(SampleMapping.ToApi(round, sample));
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<SampleReview>> ReviewsAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var found = new List<SampleReview>();
        await foreach (var reviewId in desk.OpenedIdsAsync(datasetId, cancellationToken))
        {
            if (await store.TryGetDocumentAsync(StoreKeys.Review(datasetId, reviewId), Formats.Review, cancellationToken) is { } review
                && review.Items.FirstOrDefault(item => item.SampleId == sampleId) is { } item)
            {
                found.Add(new SampleReview
                {
                    ReviewId = reviewId,
                    Purpose = ReviewMapping.ToApi(review.Purpose),
                    Round = review.Round,
                    End = ReviewMapping.ToApi(item.End),
                    Reason = item.Reason,
                });
            }
        }

        return found;
    }
}
