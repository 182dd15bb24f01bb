using System.Runtime.CompilerServices;

namespace Dcai.ObjectStorage.Tests;

public sealed class WhenAStoreDoesNotKeepItsWord
{
    [Fact]
    public async Task One_that_lets_every_writer_win_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => StoreProbe.VerifyAsync(new LyingStore { LetsAllWin = true }));
        Assert.Contains("of 32 writers that created one object at once, 32 were told that it is theirs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_lists_late_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => StoreProbe.VerifyAsync(new LyingStore { ListsLate = true }));
        Assert.Contains("its list of 4 objects just written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_lists_out_of_order_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => StoreProbe.VerifyAsync(new LyingStore { ListsBackwards = true }));
        Assert.Contains("in order", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_keeps_it_is_accepted() => await StoreProbe.VerifyAsync(new LyingStore());

    private sealed class LyingStore : IObjectStore
    {
        private readonly InMemoryObjectStore inner = new();

        public bool LetsAllWin { get; init; }

        public bool ListsLate { get; init; }

        public bool ListsBackwards { get; init; }

        public async Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (!LetsAllWin)
            {
                return await inner.PutIfAbsentAsync(key, content, cancellationToken);
            }

            await inner.PutAsync(key, content, cancellationToken);
            return new PutResult(true, content);
        }

        public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            inner.PutAsync(key, content, cancellationToken);

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default) => inner.PutAsync(key, content, cancellationToken);

        public Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default) => inner.TryGetAsync(key, cancellationToken);

        public Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
            inner.OpenReadAsync(key, offset, length, cancellationToken);

        public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default) => inner.HeadAsync(key, cancellationToken);

        public async IAsyncEnumerable<ObjectInfo> ListAsync(
            string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var all = await inner.ListAsync(prefix, startAfter, cancellationToken).ToListAsync(cancellationToken);
            if (ListsBackwards)
            {
                all.Reverse();
            }

            foreach (var info in ListsLate ? all.SkipLast(1) : all)
            {
                yield return info;
            }
        }

        public IAsyncEnumerable<string> ListPrefixesAsync(string prefix, CancellationToken cancellationToken = default) =>
            inner.ListPrefixesAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);
    }
}
