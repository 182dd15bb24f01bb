namespace Dcai.ObjectStorage;

/// <summary>The time by which a store stamps its objects, whatever the clocks of the processes around it say.</summary>
public sealed class StoreClock(IObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(1);

    private (DateTimeOffset Read, long Timestamp)? _last;

    /// <summary>Now, as precise as the store's stamps are: whole seconds on some. Asks the store once a minute at most.</summary>
    /// <exception cref="ObjectStoreException">The store cannot do its work.</exception>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.Timestamp) < Trusted)
        {
            return last.Read + time.GetElapsedTime(last.Timestamp);
        }

        var key = $"probe/clock-{Guid.NewGuid():N}";
        var timestamp = time.GetTimestamp();
        await store.PutAsync(key, new byte[] { 0 }, cancellationToken).ConfigureAwait(false);
        try
        {
            var written = await store.HeadAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key);
            _last = (written.LastModified, timestamp);
            return written.LastModified + time.GetElapsedTime(timestamp);
        }
        finally
        {
            await store.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
