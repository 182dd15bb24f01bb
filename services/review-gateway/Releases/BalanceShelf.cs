using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Dcai.Work;
using BalancePlace = Dcai.Curation.BalancePlace;

namespace Dcai.ReviewGateway.Releases;

/// <summary>What the balancer would do with a snapshot, by the same library, and why; nothing is stored.</summary>
internal sealed class BalanceShelf(IObjectStore store, SnapshotReader snapshots, DatasetRegistry datasets, ReleaseShelf releases)
{
    /// <param name="datasetId">The dataset.</param>
    /// <param name="version">The snapshot; null for the newest.</param>
    /// <param name="cursor">Id of the last image of the page before; null for the first page.</param>
    /// <param name="limit">Moves on the page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GatewayProblemException">There is no such dataset or snapshot, the page makes no sense, or the snapshot cannot be balanced.</exception>
    public async Task<BalancePreview> PreviewAsync(string datasetId, int? version, string? cursor, int limit, CancellationToken cancellationToken)
    {
        CursorPage.Check(limit);
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var snapshot = version is null
            ? await snapshots.NewestAsync(datasetId, cancellationToken) ?? throw Refusal.NoSnapshot(datasetId, 1)
            : (version < 1 ? null : await store.TryGetDocumentAsync(StoreKeys.Snapshot(datasetId, version.Value), Formats.Snapshot, cancellationToken))
                ?? throw Refusal.NoSnapshot(datasetId, version.Value);
        var samples = await snapshots.SamplesAsync(snapshot, cancellationToken);
        var last = await releases.NewestAsync(datasetId, cancellationToken);
        var history = BalanceHistory.Of(last, await store.El2nAsync(datasetId, cancellationToken));
        var balance = Balance((last?.ReleaseVersion ?? 0) + 1, snapshot, samples, settings, await TestSetAsync(settings, cancellationToken), history);
        var following = balance.Moves.Where(move => cursor is null || string.CompareOrdinal(move.Sample.SampleId, cursor) > 0).ToAsyncEnumerable();
        var (page, next) = await CursorPage.TakeAsync(following, limit, move => move.Sample.SampleId, cancellationToken);
        return new BalancePreview
        {
            SnapshotVersion = snapshot.SnapshotVersion,
            LastRelease = last?.ReleaseVersion ?? 0,
            Policy = settings.Release.Surplus,
            Uncertified = snapshot.Counts.Uncertified,
            Classes = [.. settings.Classes.Select(label => ToApi(label, balance))],
            MoveCount = balance.Moves.Count,
            Moves = [.. page.Select(ReleaseMapping.ToApi)],
            NextCursor = next,
        };
    }

    private static BalancedSamples Balance(
        int release, Snapshot snapshot, IReadOnlyCollection<Sample> samples, CurationSettings settings, TestSet? testSet, BalanceHistory history)
    {
        try
        {
            return ReleasePlanner.Balance(release, snapshot, samples, settings, testSet, history);
        }
        catch (CurationException impossible)
        {
            throw Refusal.Conflict("not-balanced", impossible.Message);
        }
    }

    private static BalancedClass ToApi(string label, BalancedSamples balance)
    {
        var (balanced, surplus) = (balance.Balanced.Count(sample => sample.Label == label), balance.Surplus.Count(sample => sample.Label == label));
        return new BalancedClass
        {
            Label = label,
            Certified = balanced + surplus,
            Balanced = balanced,
            Surplus = surplus,
            Returned = balance.Moves.Count(move => move.Sample.Label == label && move.To == BalancePlace.Balanced),
        };
    }

    private async Task<TestSet?> TestSetAsync(CurationSettings settings, CancellationToken cancellationToken) =>
        settings.TestSet is null ? null : await store.GetDocumentBlobAsync(settings.TestSet, Formats.TestSet, cancellationToken);
}
