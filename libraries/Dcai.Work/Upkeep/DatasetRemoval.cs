using System.Runtime.CompilerServices;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// Deletes a dataset: hides it, which nothing undoes, removes its objects, and notes who did it. Blobs are left to the sweep, for other datasets may name them.
/// It may be killed anywhere; the same call goes on. What workers store for it afterwards is hidden as well, and goes when the name is used again.
/// </summary>
public sealed class DatasetRemoval(IObjectStore store)
{
    /// <summary>The action of its audit entry.</summary>
    public const string Action = "delete";

    /// <summary>No worker works longer than this on a command without asking: a slice has 25 minutes at most.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(30);

    /// <summary>Deletes the dataset and says after every step how far it is.</summary>
    /// <param name="datasetId">An existing dataset that is cancelled, or one whose deletion was interrupted.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    /// <exception cref="UpkeepException">It is being curated or restored.</exception>
    public async IAsyncEnumerable<RemovalProgress> RunAsync(string datasetId, string by, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hidden = await store.HiddenAsync(datasetId, cancellationToken).ConfigureAwait(false) ?? await HideAsync(datasetId, by, cancellationToken).ConfigureAwait(false);
        if (hidden.Because == HiddenBecause.Restoring)
        {
            throw new UpkeepException($"Dataset '{datasetId}' is being restored: finish that first.");
        }

        var removed = default(ObjectTally);
        yield return new RemovalProgress(hidden, removed);
        foreach (var key in await KeysAsync(datasetId, cancellationToken).ConfigureAwait(false))
        {
            await store.DeleteAsync(key.Key, cancellationToken).ConfigureAwait(false);
            removed = removed.Add(key);
            if (removed.Objects % 100 == 0)
            {
                yield return new RemovalProgress(hidden, removed);
            }
        }

        await store.PutDocumentIfAbsentAsync(AuditKey(datasetId, hidden), Formats.Audit, Audit(datasetId, hidden), cancellationToken).ConfigureAwait(false);
        yield return new RemovalProgress(hidden, removed);
    }

    /// <summary>Frees the name of a deleted dataset for a new one; nothing happens where none is hidden.</summary>
    /// <param name="datasetId">The name.</param>
    /// <param name="cancellationToken">Leaves the name taken.</param>
    /// <exception cref="UpkeepException">The deletion is not done, workers may still be storing for it, or it is being restored.</exception>
    public async Task FreeNameAsync(string datasetId, CancellationToken cancellationToken)
    {
        if (await store.HiddenAsync(datasetId, cancellationToken).ConfigureAwait(false) is not { } hidden)
        {
            return;
        }

        if (hidden.Because == HiddenBecause.Restoring)
        {
            throw new UpkeepException($"Dataset '{datasetId}' is being restored: finish that, or choose another name.");
        }

        if (await store.HeadAsync(AuditKey(datasetId, hidden), cancellationToken).ConfigureAwait(false) is null)
        {
            throw new UpkeepException($"Dataset '{datasetId}' is half deleted: delete it again to finish that, or choose another name.");
        }

        if (hidden.BusyUntil is { } busy && await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false) < busy)
        {
            throw new UpkeepException($"Dataset '{datasetId}' was deleted while workers were at work for it, who may yet store something under its name: use it again after {busy.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, or choose another name.");
        }

        // What came late: a saga that a late message began, a result.
        foreach (var late in await KeysAsync(datasetId, cancellationToken).ConfigureAwait(false))
        {
            await store.DeleteAsync(late.Key, cancellationToken).ConfigureAwait(false);
        }

        await store.DeleteAsync(StoreKeys.Hidden(datasetId), cancellationToken).ConfigureAwait(false);
    }

    private static string AuditKey(string datasetId, HiddenDataset hidden) => StoreKeys.Audit(hidden.At, Action, datasetId);

    private static AuditEntry Audit(string datasetId, HiddenDataset hidden) => new()
    {
        Action = Action,
        At = hidden.At,
        By = hidden.By,
        DatasetId = datasetId,
        ObjectCount = hidden.ObjectCount,
        SizeBytes = hidden.SizeBytes,
    };

    private async Task<HiddenDataset> HideAsync(string datasetId, string by, CancellationToken cancellationToken)
    {
        var saga = await SagaStanding.NewestAsync(store, datasetId, 2, cancellationToken).ConfigureAwait(false);
        if (saga is [{ IsCancelled: false }, ..])
        {
            throw new UpkeepException($"Dataset '{datasetId}' is {saga[0].CurrentState}: cancel it first (dcai cancel {datasetId}), which stops its curation for good.");
        }

        var now = await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false);
        var tally = (await KeysAsync(datasetId, cancellationToken).ConfigureAwait(false)).Aggregate(default(ObjectTally), (sum, stored) => sum.Add(stored));
        var put = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Hidden(datasetId),
            Formats.Hidden,
            new HiddenDataset
            {
                Because = HiddenBecause.Deleted,
                At = now,
                By = by,
                ObjectCount = tally.Objects,
                SizeBytes = tally.Bytes,
                BusyUntil = await IsBusyAsync(datasetId, saga, cancellationToken).ConfigureAwait(false) ? now + LongestWork : null,
            },
            cancellationToken).ConfigureAwait(false);
        return put.Stored;
    }

    /// <summary>Whether workers may be at work: an upload awaits its ingest, or what was owed when the curation was cancelled has no result.</summary>
    private async Task<bool> IsBusyAsync(string datasetId, IReadOnlyList<SagaStanding> saga, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.ListAsync(StoreKeys.InboxPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        foreach (var owed in saga.Skip(1).SelectMany(before => before.Outstanding))
        {
            if (await store.HeadAsync(StoreKeys.WorkResult(datasetId, owed.CommandId), cancellationToken).ConfigureAwait(false) is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>In the order in which they go: the newest of each kind first, the saga last, so that until the end it says that it is cancelled.</summary>
    private async Task<IReadOnlyList<ObjectInfo>> KeysAsync(string datasetId, CancellationToken cancellationToken)
    {
        var keys = new List<ObjectInfo>();
        await foreach (var stored in store.ListAsync(StoreKeys.Dataset(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            keys.Add(stored);
        }

        var saga = StoreKeys.SagaPrefix(datasetId);
        return [.. keys
            .OrderBy(stored => stored.Key.StartsWith(saga, StringComparison.Ordinal))
            .ThenByDescending(stored => stored.Key, StringComparer.Ordinal)];
    }
}

/// <summary>How far a deletion is.</summary>
/// <param name="Hidden">What was to be removed, by whom, and since when nobody sees it.</param>
/// <param name="Removed">By this call.</param>
public sealed record RemovalProgress(HiddenDataset Hidden, ObjectTally Removed);
