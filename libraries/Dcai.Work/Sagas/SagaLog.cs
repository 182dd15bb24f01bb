using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Sagas;

/// <summary>The versions of one kind of saga in the store: the newest is the state, create-if-absent of the next one is the lock.</summary>
/// <param name="store">Where they lie.</param>
/// <param name="format">How they are written.</param>
/// <param name="time">What dates them.</param>
/// <param name="seen">Told of each version that was loaded or stored; keeps no reference to it.</param>
public sealed class SagaLog<TState>(IObjectStore store, DocumentFormat<TState> format, TimeProvider time, Action<TState>? seen = null)
    where TState : class, ISagaState
{
    private const int VersionsKept = 100;
    private static readonly TimeSpan AgeKept = TimeSpan.FromDays(1);

    /// <summary>A state loaded longer ago may have been overtaken by more versions than are kept, so that its successor's key is free again.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Lets one message of a dataset through at a time in this process.</summary>
    internal SemaphoreSlim Gate(string datasetId) => _gates.GetOrAdd(datasetId, static _ => new SemaphoreSlim(1));

    /// <summary>Whether the dataset counts as absent, whatever is stored for it.</summary>
    internal async Task<bool> IsHiddenAsync(string datasetId, CancellationToken cancellationToken) =>
        await store.HeadAsync(StoreKeys.Hidden(datasetId), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>The newest version, or null while there is none.</summary>
    public async Task<LoadedSaga<TState>?> LoadAsync(string datasetId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var loadedAt = time.GetTimestamp();
            var key = await NewestKeyAsync(datasetId, cancellationToken).ConfigureAwait(false);
            if (key is null)
            {
                return null;
            }

            // A key that was listed and is gone has been pruned in between: the listing is older than a day.
            if (await store.TryGetDocumentAsync(key, format, cancellationToken).ConfigureAwait(false) is { } state)
            {
                seen?.Invoke(state);
                return new LoadedSaga<TState>(state, loadedAt);
            }
        }
    }

    /// <summary>Stores the state as the successor of the version that it was loaded from.</summary>
    /// <param name="state">Changed in place: it becomes the new version.</param>
    /// <param name="loadedAt">Time stamp of the load (<see cref="TimeProvider.GetTimestamp"/>).</param>
    /// <param name="messageId">The message that made the change.</param>
    /// <param name="cancellationToken">After a cancellation the version may or may not be there.</param>
    /// <exception cref="SagaConflictException">Another writer was first.</exception>
    public async Task AppendAsync(TState state, long loadedAt, Guid? messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        var version = state.SagaVersion + 1;
        if (time.GetElapsedTime(loadedAt) > Stale)
        {
            await ThrowIfOvertakenAsync(state.DatasetId, version - 1, cancellationToken).ConfigureAwait(false);
        }

        state.SagaVersion = version;
        state.ParentNonce = state.Nonce;
        state.Nonce = Guid.NewGuid().ToString("N");
        state.MessageId = messageId;
        state.EndVersion(time.GetUtcNow());
        var putAt = time.GetTimestamp();
        var put = await store.PutIfAbsentAsync(StoreKeys.Saga(state.DatasetId, version), format.Write(state), cancellationToken).ConfigureAwait(false);
        if (!put.Created)
        {
            throw new SagaConflictException(state.DatasetId, version);
        }

        seen?.Invoke(state);
        if (time.GetElapsedTime(putAt) > Stale)
        {
            await ThrowIfOvertakenAsync(state.DatasetId, version, cancellationToken).ConfigureAwait(false);
        }

        if (version % VersionsKept == 0)
        {
            await PruneAsync(state.DatasetId, version, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> NewestKeyAsync(string datasetId, CancellationToken cancellationToken)
    {
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            return version.Key;
        }

        return null;
    }

    private async Task ThrowIfOvertakenAsync(string datasetId, long version, CancellationToken cancellationToken)
    {
        var newest = await NewestKeyAsync(datasetId, cancellationToken).ConfigureAwait(false);
        if (newest is not null && string.CompareOrdinal(newest, StoreKeys.Saga(datasetId, Math.Max(version, 1))) < 0)
        {
            throw new SagaConflictException(datasetId, version);
        }
    }

    private async Task PruneAsync(string datasetId, long newest, CancellationToken cancellationToken)
    {
        var youngest = time.GetUtcNow() - AgeKept;
        var startAfter = StoreKeys.Saga(datasetId, Math.Max(1, newest - VersionsKept + 1));
        var prunable = new List<string>();
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), startAfter, cancellationToken).ConfigureAwait(false))
        {
            if (version.LastModified < youngest)
            {
                prunable.Add(version.Key);
            }
        }

        foreach (var key in prunable)
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>A saga's state and when it was read.</summary>
/// <param name="State">Owned by the caller.</param>
/// <param name="LoadedAt">Time stamp taken before the listing.</param>
public sealed record LoadedSaga<TState>(TState State, long LoadedAt);
