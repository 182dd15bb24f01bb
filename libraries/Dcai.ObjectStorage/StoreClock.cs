using Dcai.ObjectStorage.Layout;

namespace Dcai.ObjectStorage;

/// <summary>The time by which a store stamps its objects, whatever the clocks of the processes around it say.</summary>
public sealed class StoreClock(IObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);

    private (DateTimeOffset Read, long Timestamp)? _last;

    /// <summary>Asks the store what time it is.</summary>
    /// <returns>As precise as the store's stamps are: whole seconds on some.</returns>
    /// <exception cref="ObjectStoreException">The store cannot do its work.</exception>
    public static async Task<DateTimeOffset> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.PutAsync(StoreKeys.Clock, Guid.NewGuid().ToByteArray(), cancellationToken).ConfigureAwait(false);
        return (await store.HeadAsync(StoreKeys.Clock, cancellationToken).ConfigureAwait(false))?.LastModified ?? throw new ObjectNotFoundException(StoreKeys.Clock);
    }

    /// <summary>As <see cref="ReadAsync"/>, but asks once a minute at most and counts on from there.</summary>
    /// <exception cref="ObjectStoreException">The store cannot do its work.</exception>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last || time.GetElapsedTime(last.Timestamp) >= Trusted)
        {
            var timestamp = time.GetTimestamp();
            _last = last = (await ReadAsync(store, cancellationToken).ConfigureAwait(false), timestamp);
        }

        return last.Read + time.GetElapsedTime(last.Timestamp);
    }
}
