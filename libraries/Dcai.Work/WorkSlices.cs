using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>The checkpoints of a long work: slice n is stored once, and the next one starts from it.</summary>
public sealed class WorkSlices(IObjectStore store)
{
    /// <summary>The newest stored slice of the command, or null before the first.</summary>
    public async Task<StoredSlice?> LatestAsync(string datasetId, string commandId, CancellationToken cancellationToken)
    {
        string? newest = null;
        await foreach (var slice in store.ListAsync(StoreKeys.SlicePrefix(datasetId, commandId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            newest = slice.Key;
        }

        if (newest is null)
        {
            return null;
        }

        var content = await store.TryGetAsync(newest, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(newest);
        return new StoredSlice(int.Parse(StoreKeys.Name(newest), System.Globalization.CultureInfo.InvariantCulture), content);
    }

    /// <summary>Stores slice <paramref name="number"/> and forgets the one before its predecessor.</summary>
    /// <returns>False where another worker stored other bytes under this number: ours are stale, stop.</returns>
    public async Task<bool> TryStoreAsync(
        string datasetId, string commandId, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var put = await store.PutIfAbsentAsync(StoreKeys.Slice(datasetId, commandId, number), content, cancellationToken).ConfigureAwait(false);
        if (put.Created && number >= 2)
        {
            // The predecessor stays: a worker that has just listed it may be about to read it.
            await store.DeleteAsync(StoreKeys.Slice(datasetId, commandId, number - 2), cancellationToken).ConfigureAwait(false);
        }

        return put.Created;
    }
}

/// <summary>One checkpoint of a long work.</summary>
/// <param name="Number">0-based.</param>
/// <param name="Content">What the work needs to go on.</param>
public sealed record StoredSlice(int Number, ReadOnlyMemory<byte> Content);
