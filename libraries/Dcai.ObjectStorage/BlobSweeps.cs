using Dcai.ObjectStorage.Layout;

namespace Dcai.ObjectStorage;

/// <summary>
/// What a writer and whoever removes unused blobs agree on, so that no blob goes between the moment when somebody relies on it and the moment when a
/// document names it: who finds his bytes there already, and old, writes them once more, which makes them young; who removes blobs announces it, looks at
/// each blob's age after that, and only then deletes it. A writer that has written waits until no removal is announced, and looks again.
/// </summary>
/// <remarks>Decision 25 has the proof. Its one assumption about time: nobody is frozen for minutes between two neighbouring steps.</remarks>
public static class BlobSweeps
{
    /// <summary>No blob that was stored or found by a writer in this time is removed.</summary>
    public static readonly TimeSpan ShortestAge = TimeSpan.FromDays(1);

    /// <summary>How long an announcement counts; who removes blobs renews it long before.</summary>
    public static readonly TimeSpan LongestSweep = TimeSpan.FromMinutes(5);

    /// <summary>Found blobs older than this are written again. Far below <see cref="ShortestAge"/>: the difference is the time in which to store what names them.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>By this machine's clock. One that is some hours wrong costs a write too many, or a part of the day between <see cref="Young"/> and <see cref="ShortestAge"/>.</summary>
    internal static bool IsOld(ObjectInfo found) => TimeProvider.System.GetUtcNow() - found.LastModified > Young;

    /// <summary>Makes a blob young that was found in the store.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="key">Its key.</param>
    /// <param name="writeAsync">Writes its bytes, as often as it is called.</param>
    /// <param name="cancellationToken">Leaves the blob as it is.</param>
    internal static async Task KeepAsync(IObjectStore store, string key, Func<CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        var found = await store.HeadAsync(key, cancellationToken).ConfigureAwait(false);
        while (found is null || IsOld(found.Value))
        {
            await writeAsync(cancellationToken).ConfigureAwait(false);
            while (await IsSweptAsync(store, cancellationToken).ConfigureAwait(false))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }

            if (await store.HeadAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }
    }

    private static async Task<bool> IsSweptAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = null;
        await foreach (var announced in store.ListAsync(StoreKeys.Sweeps, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // By the store's clock: by one that is minutes ahead, an announcement would have run out while it counts.
            now ??= await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false);
            if (now - announced.LastModified < LongestSweep)
            {
                return true;
            }
        }

        return false;
    }
}
