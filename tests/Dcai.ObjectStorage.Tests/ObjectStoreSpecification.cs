using System.Text;

namespace Dcai.ObjectStorage.Tests;

/// <summary>What every store does, run against each of them. A derived class says how to open one; each test has a prefix of its own.</summary>
public abstract class ObjectStoreSpecification
{
    private static readonly byte[] Alpha = "alpha"u8.ToArray();
    private static readonly byte[] Beta = "beta"u8.ToArray();

    protected string Prefix { get; } = $"specification/{Guid.NewGuid():N}/";

    protected abstract Task<IObjectStore> OpenAsync();

    [StoreFact]
    public async Task PutIfAbsent_creates_what_is_absent()
    {
        var store = await OpenAsync();

        var put = await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        Assert.True(put.Created);
        Assert.Equal(Alpha, put.Existing.ToArray());
        Assert.Equal(Alpha, await store.TryGetAsync(Prefix + "a"));
    }

    [StoreFact]
    public async Task PutIfAbsent_returns_what_is_there_and_leaves_it()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        var put = await store.PutIfAbsentAsync(Prefix + "a", Beta);

        Assert.False(put.Created);
        Assert.Equal(Alpha, put.Existing.ToArray());
        Assert.Equal(Alpha, await store.TryGetAsync(Prefix + "a"));
    }

    [StoreFact]
    public async Task PutIfAbsent_of_the_same_bytes_again_is_still_created()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        var put = await store.PutIfAbsentAsync(Prefix + "a", Alpha.ToArray());

        Assert.True(put.Created);
    }

    [StoreFact]
    public async Task Of_64_racing_writers_one_wins_and_all_see_its_bytes()
    {
        var store = await OpenAsync();
        for (var race = 0; race < 4; race++)
        {
            var key = $"{Prefix}race/{race}";

            var puts = await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(
                () => store.PutIfAbsentAsync(key, Encoding.ASCII.GetBytes($"writer {writer}")))));

            var winner = Array.FindIndex(puts, put => put.Created);
            Assert.Single(puts, put => put.Created);
            Assert.All(puts, put => Assert.Equal($"writer {winner}", Encoding.ASCII.GetString(put.Existing.Span)));
            Assert.Equal($"writer {winner}", Encoding.ASCII.GetString((await store.TryGetAsync(key))!));
        }
    }

    [StoreFact]
    public async Task Many_puts_at_once_are_each_answered_for_themselves()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "many/05/taken", Alpha);
        string[] keys = [.. Enumerable.Range(0, 300).Select(number => $"{Prefix}many/{number % 10:D2}/{(number == 5 ? "taken" : number)}")];

        var puts = await Task.WhenAll(keys.Append(keys[7]).Select((key, number) => store.PutIfAbsentAsync(key, Encoding.ASCII.GetBytes($"{number}"))));

        Assert.Equal(1, puts.Take(300).Count(put => !put.Created && put.Existing.Span.SequenceEqual(Alpha)));
        Assert.True(puts[7].Created ^ puts[300].Created);
        for (var number = 0; number < keys.Length; number++)
        {
            Assert.Equal(puts[number].Existing.ToArray(), await store.TryGetAsync(keys[number]));
        }
    }

    [StoreFact]
    public async Task Put_replaces()
    {
        var store = await OpenAsync();
        await store.PutAsync(Prefix + "a", Alpha);
        await store.PutAsync(Prefix + "a", Beta);
        Assert.Equal(Beta, await store.TryGetAsync(Prefix + "a"));
    }

    [StoreFact]
    public async Task Put_takes_a_stream_from_its_position_whether_it_can_seek_or_not()
    {
        var store = await OpenAsync();
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);

        await store.PutAsync(Prefix + "seekable", new MemoryStream(content) { Position = 1000 });
        await store.PutAsync(Prefix + "forward", new BoundedReadStream(new MemoryStream(content), 2_000_000));

        Assert.Equal(content[1000..], await store.TryGetAsync(Prefix + "seekable"));
        Assert.Equal(content[..2_000_000], await store.TryGetAsync(Prefix + "forward"));
    }

    [StoreFact]
    public async Task An_empty_object_is_an_object()
    {
        var store = await OpenAsync();

        Assert.True((await store.PutIfAbsentAsync(Prefix + "empty", ReadOnlyMemory<byte>.Empty)).Created);

        Assert.Empty((await store.TryGetAsync(Prefix + "empty"))!);
        Assert.Empty(await ReadAsync(await store.OpenReadAsync(Prefix + "empty")));
        Assert.Equal(0, (await store.HeadAsync(Prefix + "empty"))!.Value.SizeBytes);
        Assert.False((await store.PutIfAbsentAsync(Prefix + "empty", Alpha)).Created);
    }

    [StoreFact]
    public async Task What_is_absent_is_null_or_named()
    {
        var store = await OpenAsync();

        Assert.Null(await store.TryGetAsync(Prefix + "nothing"));
        Assert.Null(await store.HeadAsync(Prefix + "nothing"));
        var exception = await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.OpenReadAsync(Prefix + "nothing"));
        Assert.Equal(Prefix + "nothing", exception.Key);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.OpenReadAsync(Prefix + "nothing", 0, 0));
    }

    [StoreFact]
    public async Task A_beginning_of_other_keys_is_absent_itself()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "folder/a", Alpha);

        Assert.Null(await store.TryGetAsync(Prefix + "folder"));
        Assert.Null(await store.HeadAsync(Prefix + "folder"));
        Assert.Null(await store.TryGetAsync(Prefix + "folder/a/b"));
        Assert.Null(await store.HeadAsync(Prefix + "folder/a/b"));
        await store.DeleteAsync(Prefix + "folder/a/b");
        Assert.Equal(Alpha, await store.TryGetAsync(Prefix + "folder/a"));
    }

    [StoreFact]
    public async Task A_range_is_cut_at_the_end()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "digits", "0123456789"u8.ToArray());

        Assert.Equal("0123456789", await RangeAsync(0, null));
        Assert.Equal("3456789", await RangeAsync(3, null));
        Assert.Equal("3456", await RangeAsync(3, 4));
        Assert.Equal("89", await RangeAsync(8, 100));
        Assert.Equal("", await RangeAsync(0, 0));
        Assert.Equal("", await RangeAsync(10, null));
        Assert.Equal("", await RangeAsync(11, 5));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(-1, null));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RangeAsync(0, -1));

        async Task<string> RangeAsync(long offset, long? length) =>
            Encoding.ASCII.GetString(await ReadAsync(await store.OpenReadAsync(Prefix + "digits", offset, length)));
    }

    [StoreFact]
    public async Task Head_tells_size_and_time()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        var info = await store.HeadAsync(Prefix + "a");

        Assert.Equal(Prefix + "a", info!.Value.Key);
        Assert.Equal(Alpha.Length, info.Value.SizeBytes);
        Assert.InRange(info.Value.LastModified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [StoreFact]
    public async Task A_list_is_ordinal_over_whole_keys()
    {
        var store = await OpenAsync();
        string[] keys = ["Z", "a-b", "a.b", "a/b", "a/c/d", "a0", "a=", "aa/x", "a_", "b"];
        foreach (var key in keys.Reverse())
        {
            await store.PutIfAbsentAsync(Prefix + key, Alpha);
        }

        var listed = await KeysAsync(store.ListAsync(Prefix));

        Assert.Equal(keys.Select(key => Prefix + key).Order(StringComparer.Ordinal), listed);
    }

    [StoreFact]
    public async Task A_prefix_may_end_within_a_segment()
    {
        var store = await OpenAsync();
        foreach (var key in new[] { "rounds/0001/a", "rounds/0002/a", "rounds/0010/a", "round" })
        {
            await store.PutIfAbsentAsync(Prefix + key, Alpha);
        }

        Assert.Equal([Prefix + "rounds/0001/a", Prefix + "rounds/0002/a"], await KeysAsync(store.ListAsync(Prefix + "rounds/000")));
        Assert.Equal([Prefix + "rounds/0002/a"], await KeysAsync(store.ListAsync(Prefix + "rounds/0002")));
        Assert.Equal([], await KeysAsync(store.ListAsync(Prefix + "rounds/0003")));
        Assert.Equal([], await KeysAsync(store.ListAsync(Prefix + "absent/")));
    }

    [StoreFact]
    public async Task A_list_starts_after_a_key_that_need_not_exist()
    {
        var store = await OpenAsync();
        foreach (var key in new[] { "a/1", "a/2", "b/1", "c" })
        {
            await store.PutIfAbsentAsync(Prefix + key, Alpha);
        }

        Assert.Equal([Prefix + "b/1", Prefix + "c"], await KeysAsync(store.ListAsync(Prefix, Prefix + "a/2")));
        Assert.Equal([Prefix + "a/2", Prefix + "b/1", Prefix + "c"], await KeysAsync(store.ListAsync(Prefix, Prefix + "a/15")));
        Assert.Equal([Prefix + "b/1", Prefix + "c"], await KeysAsync(store.ListAsync(Prefix, Prefix + "az")));
        Assert.Equal([], await KeysAsync(store.ListAsync(Prefix, Prefix + "c")));
    }

    [StoreFact]
    public async Task A_list_goes_on_after_its_first_thousand()
    {
        var store = await OpenAsync();
        var keys = Enumerable.Range(0, 2_100).Select(number => $"{Prefix}{number:D5}").ToArray();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (key, cancellationToken) =>
            await store.PutIfAbsentAsync(key, Alpha, cancellationToken));

        Assert.Equal(keys, await KeysAsync(store.ListAsync(Prefix)));
        Assert.Equal(keys[1_500..], await KeysAsync(store.ListAsync(Prefix, keys[1_499])));
    }

    [StoreFact]
    public async Task A_list_tells_size_and_time()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        var info = Assert.Single(await store.ListAsync(Prefix).ToListAsync());

        Assert.Equal(Alpha.Length, info.SizeBytes);
        Assert.InRange(info.LastModified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [StoreFact]
    public async Task A_list_sees_what_was_just_written_and_not_what_was_just_deleted()
    {
        var store = await OpenAsync();
        for (var number = 0; number < 20; number++)
        {
            await store.PutIfAbsentAsync($"{Prefix}{number:D2}", Alpha);
            Assert.Equal(number + 1, (await KeysAsync(store.ListAsync(Prefix))).Count);
        }

        await store.DeleteAsync(Prefix + "07");

        Assert.DoesNotContain(Prefix + "07", await KeysAsync(store.ListAsync(Prefix)));
    }

    [StoreFact]
    public async Task Prefixes_are_the_folders_that_hold_something()
    {
        var store = await OpenAsync();
        foreach (var key in new[] { "datasets/b/x", "datasets/a/x/y", "datasets/a/z", "datasets/plain", "datasets/gone/x", "other/x" })
        {
            await store.PutIfAbsentAsync(Prefix + key, Alpha);
        }

        await store.DeleteAsync(Prefix + "datasets/gone/x");

        Assert.Equal([Prefix + "datasets/a/", Prefix + "datasets/b/"], await store.ListPrefixesAsync(Prefix + "datasets/").ToListAsync());
        Assert.Equal([Prefix + "datasets/b/"], await store.ListPrefixesAsync(Prefix + "datasets/b").ToListAsync());
        Assert.Equal([], await store.ListPrefixesAsync(Prefix + "absent/").ToListAsync());
    }

    [StoreFact]
    public async Task Delete_removes_and_may_be_repeated()
    {
        var store = await OpenAsync();
        await store.PutIfAbsentAsync(Prefix + "a", Alpha);

        await store.DeleteAsync(Prefix + "a");
        await store.DeleteAsync(Prefix + "a");
        await store.DeleteAsync(Prefix + "never/was");

        Assert.Null(await store.TryGetAsync(Prefix + "a"));
        Assert.True((await store.PutIfAbsentAsync(Prefix + "a", Beta)).Created);
    }

    [StoreFact]
    public async Task A_bad_key_is_refused_by_every_operation()
    {
        var store = await OpenAsync();
        foreach (var key in new[] { "", "/a", "a/", "a//b", "../a", "a/../b", ".tmp/a", "a b", "a\\b", "ä" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutIfAbsentAsync(key, Alpha));
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(key, Alpha));
            await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(key, Stream.Null));
            await Assert.ThrowsAsync<ArgumentException>(() => store.TryGetAsync(key));
            await Assert.ThrowsAsync<ArgumentException>(() => store.OpenReadAsync(key));
            await Assert.ThrowsAsync<ArgumentException>(() => store.HeadAsync(key));
            await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(key));
        }
    }

    [StoreFact]
    public async Task The_longest_key_is_taken()
    {
        var store = await OpenAsync();
        var key = $"{Prefix}{new string('a', 255)}/{new string('b', 255)}"[..ObjectKeys.MaxLength];

        await store.PutIfAbsentAsync(key, Alpha);

        Assert.Equal([key], await KeysAsync(store.ListAsync(Prefix)));
    }

    [StoreFact]
    public async Task A_cancelled_token_stops_an_operation()
    {
        var store = await OpenAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutIfAbsentAsync(Prefix + "a", Alpha, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryGetAsync(Prefix + "a", cancelled));
    }

    [StoreFact]
    public async Task The_probe_accepts_it_and_leaves_nothing_behind()
    {
        var store = await OpenAsync();
        await StoreProbe.VerifyAsync(store);
        Assert.Empty(await KeysAsync(store.ListAsync("probe/")));
    }

    [StoreFact]
    public async Task A_blob_comes_back_verified()
    {
        var store = await OpenAsync();
        var content = new byte[200_000];
        new Random(2).NextBytes(content);

        var descriptor = await store.PutBlobAsync(content, "application/octet-stream");
        var streamed = await store.PutBlobAsync(new MemoryStream(content), "application/octet-stream");

        Assert.Equal(descriptor, streamed);
        Assert.Equal(content, await store.GetBlobAsync(descriptor));
        Assert.Equal(content, await ReadAsync(await store.OpenBlobAsync(descriptor)));
    }

    [StoreFact]
    public async Task A_damaged_blob_is_refused()
    {
        var store = await OpenAsync();
        var content = Guid.NewGuid().ToByteArray();
        var descriptor = await store.PutBlobAsync(content, "application/octet-stream");
        var key = Digests.BlobKey(descriptor.Digest);
        await store.PutAsync(key, content.Reverse().ToArray());

        var exception = await Assert.ThrowsAsync<DigestMismatchException>(() => store.GetBlobAsync(descriptor));
        await Assert.ThrowsAsync<DigestMismatchException>(async () => await ReadAsync(await store.OpenBlobAsync(descriptor)));
        await Assert.ThrowsAsync<DigestMismatchException>(() => store.PutBlobAsync(content, "application/octet-stream"));

        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
        Assert.Contains(descriptor.Digest, exception.Expected, StringComparison.Ordinal);
        await store.DeleteAsync(key);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetBlobAsync(descriptor));
    }

    private static async Task<List<string>> KeysAsync(IAsyncEnumerable<ObjectInfo> listing) =>
        await listing.Select(info => info.Key).ToListAsync();

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using (stream)
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            return copy.ToArray();
        }
    }
}
