using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Releases;
using Dcai.ReviewGateway.Reviews;
using Dcai.ReviewGateway.Uploads;
using Dcai.ReviewGateway.Workers;
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
    ProgressBoard board,
    WorkerBoard workers,
    TimeProvider time)
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
                .Select(group => Queue(datasetId, group.Key, group.Count(), standing!))],
            Progress = [.. board.Of(datasetId, outstanding).Select(ToApi)],
            SlowestStep = Slowest(standing),
        };
    }

    /// <summary>Copies of one command may be in hand twice, and a worker's word may be older than the saga's: no more run than are outstanding.</summary>
    private OutstandingWork Queue(string datasetId, string command, int count, CurationStanding standing)
    {
        var running = Math.Min(count, workers.Running(datasetId, command));
        return new OutstandingWork
        {
            Command = command,
            Count = count,
            Waiting = count - running,
            Running = running,
            Attempts = standing.Attempts.GetValueOrDefault(command) is > 1 and var attempts ? attempts : null,
        };
    }

    private StepDuration? Slowest(CurationStanding? standing)
    {
        var running = standing?.Step is { IsWork: true } step
            ? new StepDuration { State = step.State, Round = step.Round, Seconds = Math.Max(0, (time.GetUtcNow() - step.Since).TotalSeconds), Running = true }
            : null;
        var over = standing?.SlowestStep is { Seconds: { } seconds } slowest
            ? new StepDuration { State = slowest.State, Round = slowest.Round, Seconds = seconds }
            : null;
        return running?.Seconds > (over?.Seconds ?? -1) ? running : over;
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
