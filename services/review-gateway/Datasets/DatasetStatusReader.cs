using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Releases;
using Dcai.ReviewGateway.Reviews;
using Dcai.ReviewGateway.Uploads;
using Dcai.Work;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Puts together where a dataset stands.</summary>
internal sealed class DatasetStatusReader(
    IObjectStore store,
    DatasetRegistry datasets,
    SnapshotReader snapshots,
    ICurationStatus curations,
    Inbox inbox,
    ReviewDesk reviews,
    ReleaseShelf releases,
    ProgressBoard board)
{
    private const string NothingYet = "New";

    /// <exception cref="Problems.GatewayProblemException">There is no such dataset.</exception>
    public async Task<DatasetStatus> ReadAsync(string datasetId, CancellationToken cancellationToken)
    {
        var (settingsVersion, _) = await datasets.NewestAsync(datasetId, cancellationToken);

        // In the order in which data flows: what has left one place by the time it is looked at is seen in the next.
        var uploads = await inbox.WaitingAsync(datasetId, cancellationToken);
        var batches = await BatchesAsync(datasetId, cancellationToken);
        var snapshot = await snapshots.NewestAsync(datasetId, cancellationToken);
        var standing = await curations.FindAsync(datasetId, cancellationToken);
        var outstanding = standing?.Outstanding ?? new Dictionary<string, string>();
        return new DatasetStatus
        {
            DatasetId = datasetId,
            State = standing?.State ?? NothingYet,
            ResumesTo = standing?.ResumesTo,
            SuspendedBecause = standing?.SuspendedBecause,
            Round = standing?.Round ?? 0,
            Generation = standing?.Generation ?? 0,
            SettingsVersion = settingsVersion,
            SnapshotVersion = snapshot?.SnapshotVersion ?? 0,
            ContentDigest = snapshot?.ContentDigest,
            Counts = SnapshotMapping.ToApi(snapshot?.Counts),
            UploadsWaiting = uploads.Count,
            BatchesWaiting = batches.Count == 0 ? 0 : batches.Count(await UnfoldedAsync(snapshot, cancellationToken)),
            OpenReviews = await reviews.CountOpenAsync(datasetId, cancellationToken),
            Release = await releases.NewestEvaluatedAsync(datasetId, cancellationToken),
            Outstanding = [.. outstanding.Values
                .GroupBy(command => command, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new OutstandingWork { Command = group.Key, Count = group.Count() })],
            Progress = [.. board.Of(datasetId, outstanding).Select(ToApi)],
        };
    }

    private static WorkProgress ToApi(ProgressBoard.Entry entry) => new()
    {
        Activity = entry.Progress.Activity,
        Name = entry.Progress.Name,
        Fraction = entry.Progress.Fraction,
        Epoch = entry.Progress.Epoch,
        Epochs = entry.Progress.Epochs,
        Loss = entry.Progress.Loss,
        Accuracy = entry.Progress.Accuracy,
        ValidationAccuracy = entry.Progress.ValidationAccuracy,
        At = entry.At,
    };

    private async Task<IReadOnlyList<string>> BatchesAsync(string datasetId, CancellationToken cancellationToken)
    {
        var batches = new List<string>();
        await foreach (var batch in store.ListAsync(StoreKeys.IngestPrefix(datasetId), cancellationToken: cancellationToken))
        {
            batches.Add(StoreKeys.Name(batch.Key));
        }

        return batches;
    }

    private async Task<Func<string, bool>> UnfoldedAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            return _ => true;
        }

        var history = await store.GetDocumentBlobAsync(snapshot.History, Formats.History, cancellationToken);
        var folded = history.Batches.ToHashSet(StringComparer.Ordinal);
        return batch => !folded.Contains(batch);
    }
}
