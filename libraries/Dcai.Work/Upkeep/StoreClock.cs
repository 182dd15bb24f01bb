using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>What time it is by the clock that dates the objects.</summary>
internal static class StoreClock
{
    public static async Task<DateTimeOffset> NowAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync(StoreKeys.Clock, Guid.NewGuid().ToByteArray(), cancellationToken).ConfigureAwait(false);
        return (await store.HeadAsync(StoreKeys.Clock, cancellationToken).ConfigureAwait(false))?.LastModified
            ?? throw new ObjectNotFoundException(StoreKeys.Clock);
    }
}
