using System.Text;

namespace Dcai.ObjectStorage;

/// <summary>Tries at start what everything else relies on, so that a server that only claims to be S3 is refused before it loses data.</summary>
public static class StoreProbe
{
    private const int Racers = 32;

    /// <summary>Races writers for one key and lists what was just written, below <c>probe/</c>, then tidies up.</summary>
    /// <exception cref="ObjectStoreException">The store lets two writers win, forgets, or lists out of order; the message says which.</exception>
    public static async Task VerifyAsync(IObjectStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var prefix = $"probe/{Guid.NewGuid():N}/";
        string[] keys = [prefix + "a-b", prefix + "a/b", prefix + "a0", prefix + "race"];
        try
        {
            await RaceAsync(store, prefix + "race", cancellationToken).ConfigureAwait(false);
            foreach (var key in keys.AsEnumerable().Reverse())
            {
                await store.PutAsync(key, Encoding.ASCII.GetBytes(key), cancellationToken).ConfigureAwait(false);
            }

            var listed = await store.ListAsync(prefix, cancellationToken: cancellationToken)
                .Select(info => info.Key).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (!listed.SequenceEqual(keys))
            {
                throw Refusal($"its list of {keys.Length} objects just written is not those in order, but [{string.Join(", ", listed)}]");
            }
        }
        finally
        {
            foreach (var key in keys)
            {
                await store.DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static async Task RaceAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        var contents = Enumerable.Range(0, Racers).Select(racer => Encoding.ASCII.GetBytes($"{racer} {Guid.NewGuid():N}")).ToArray();
        var puts = await Task.WhenAll(contents.Select(content => store.PutIfAbsentAsync(key, content, cancellationToken))).ConfigureAwait(false);
        var winners = puts.Count(put => put.Created);
        if (winners != 1)
        {
            throw Refusal($"of {Racers} writers that created one object at once, {winners} were told that it is theirs; exactly one may be (If-None-Match: * on PUT)");
        }

        var stored = await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw Refusal("an object just written cannot be read");
        var winner = contents[Array.FindIndex(puts, put => put.Created)];
        if (!stored.AsSpan().SequenceEqual(winner) || puts.Any(put => !put.Existing.Span.SequenceEqual(winner)))
        {
            throw Refusal("writers that raced for one object were not all given the winner's bytes");
        }
    }

    private static ObjectStoreException Refusal(string finding) =>
        new($"This store cannot be used: {finding}. Use another S3 server or version, or the file-system store.");
}
