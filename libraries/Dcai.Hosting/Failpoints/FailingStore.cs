using Dcai.ObjectStorage;

namespace Dcai.Hosting.Failpoints;

/// <summary>Ends the process before or after an object is created.</summary>
internal sealed class FailingStore(IObjectStore store, Failpoint failpoint) : IObjectStore, IAsyncDisposable
{
    public async Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        failpoint.Reach(Failpoint.BeforeStore);
        var put = await store.PutIfAbsentAsync(key, content, cancellationToken).ConfigureAwait(false);
        failpoint.Reach(Failpoint.AfterStore);
        return put;
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        store.PutAsync(key, content, cancellationToken);

    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default) => store.PutAsync(key, content, cancellationToken);

    public Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default) => store.TryGetAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        store.OpenReadAsync(key, offset, length, cancellationToken);

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default) => store.HeadAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default) =>
        store.ListAsync(prefix, startAfter, cancellationToken);

    public IAsyncEnumerable<string> ListPrefixesAsync(string prefix, CancellationToken cancellationToken = default) =>
        store.ListPrefixesAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        switch (store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
