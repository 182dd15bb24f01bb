using System.Reflection;
using System.Text.RegularExpressions;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Tests;
using Dcai.Work.Upkeep;

namespace Dcai.Work.Tests;

public sealed partial class WhenTheStoreIsSwept
{
    private const string Dataset = "a";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly ShiftedTime _time = new() { Shift = -TimeSpan.FromDays(30) };
    private readonly InMemoryObjectStore _store;

    public WhenTheStoreIsSwept() => _store = new InMemoryObjectStore(_time);

    [Fact]
    public async Task Blobs_that_any_document_names_stay_and_old_ones_that_none_names_go()
    {
        var dataset = await new StoredDataset(_store).PutAsync();
        await dataset.SagaAsync(1, "Ranking", generationActive: true, StoredDataset.Owed);
        var unnamed = await _store.PutBlobAsync(StoredDataset.Bytes("nobody's"), "image/png");
        _time.Shift = TimeSpan.Zero;
        var young = await _store.PutBlobAsync(StoredDataset.Bytes("just uploaded"), "image/png");

        var counts = await SweepAsync();

        Assert.Equal(new ObjectTally(1, 8), counts.Blobs);
        Assert.False(await ExistsAsync(unnamed.Digest));
        Assert.True(await ExistsAsync(young.Digest));
        foreach (var named in dataset.Named)
        {
            Assert.True(await ExistsAsync(named.Digest), $"{named.MediaType} {named.Digest} is gone");
        }

        Assert.Empty(await KeysAsync(StoreKeys.Sweeps));
    }

    [Fact]
    public async Task A_dry_run_counts_the_same_and_removes_nothing()
    {
        await (await new StoredDataset(_store).PutAsync()).SagaAsync(1, "Released", generationActive: false);
        await _store.PutAsync(StoreKeys.Slice(Dataset, StoredDataset.Over, 1), StoredDataset.Bytes("checkpoint"));
        await _store.PutBlobAsync(StoredDataset.Bytes("nobody's"), "image/png");
        _time.Shift = TimeSpan.Zero;
        var before = await KeysAsync("datasets/", "blobs/");

        var dry = await SweepAsync(dryRun: true);
        var untouched = await KeysAsync("datasets/", "blobs/");
        var wet = await SweepAsync();

        Assert.Equal(before, untouched);
        Assert.Equal(dry with { Blobs = wet.Blobs }, wet);
        Assert.Equal((1, 1), (dry.Checkpoints.Objects, dry.Results.Objects));
        Assert.Equal(dry.Blobs.Objects + 1, wet.Blobs.Objects); // What only the result named goes with it.
    }

    [Fact]
    public async Task Checkpoints_stay_while_the_saga_owes_their_command_and_results_while_their_generation_goes_on()
    {
        var dataset = await new StoredDataset(_store).PutAsync();
        await dataset.SagaAsync(1, "Paused", generationActive: true, "training");
        await _store.PutAsync(StoreKeys.Slice(Dataset, "training", 4), StoredDataset.Bytes("needed"));
        await _store.PutAsync(StoreKeys.Slice(Dataset, StoredDataset.Owed, 4), StoredDataset.Bytes("done"));
        await _store.PutAsync($"{StoreKeys.WorkPrefix(Dataset)}{StoredDataset.Owed}/leases/000001", StoredDataset.Bytes("lease"));
        _time.Shift = TimeSpan.Zero;
        await _store.PutAsync(StoreKeys.Slice(Dataset, "young", 0), StoredDataset.Bytes("running"));

        var counts = await SweepAsync();

        Assert.Equal((2, 0), (counts.Checkpoints.Objects, counts.Results.Objects));
        Assert.Equal(
            [StoreKeys.WorkResult(Dataset, StoredDataset.Owed), StoreKeys.Slice(Dataset, "training", 4), StoreKeys.Slice(Dataset, "young", 0)],
            await KeysAsync(StoreKeys.WorkPrefix(Dataset)));
    }

    [Fact]
    public async Task Old_dead_letters_go_and_young_ones_stay()
    {
        await _store.PutAsync(StoreKeys.DeadLetter("old"), StoredDataset.Bytes("what happened"));
        _time.Shift = TimeSpan.Zero;
        await _store.PutAsync(StoreKeys.DeadLetter("young"), StoredDataset.Bytes("what happened"));

        Assert.Equal(0, (await SweepAsync(Dataset)).DeadLetters.Objects);
        var counts = await SweepAsync();

        Assert.Equal(1, counts.DeadLetters.Objects);
        Assert.Equal([StoreKeys.DeadLetter("young")], await KeysAsync(StoreKeys.DeadLetters));
    }

    [Fact]
    public async Task Of_one_dataset_only_its_works_go()
    {
        var dataset = await new StoredDataset(_store).PutAsync();
        await dataset.SagaAsync(1, "Released", generationActive: false);
        var other = await new StoredDataset(_store, "b").PutAsync();
        await other.SagaAsync(1, "Released", generationActive: false);
        var unnamed = await _store.PutBlobAsync(StoredDataset.Bytes("nobody's"), "image/png");
        _time.Shift = TimeSpan.Zero;

        var counts = await SweepAsync(Dataset);

        Assert.Equal((1, 0, 0), (counts.Results.Objects, counts.Blobs.Objects, counts.BlobsLooked));
        Assert.True(await ExistsAsync(unnamed.Digest));
        Assert.NotEmpty(await KeysAsync(StoreKeys.WorkPrefix("b")));
    }

    [Theory]
    [InlineData("datasets/a/snapshots/00000002.json", """{"format":"dcai.snapshot","version":2}""", "dcai.snapshot version 2")]
    [InlineData("datasets/a/rounds/0001/notes.json", """{"format":"dcai.notes","version":1}""", "dcai.notes version 1")]
    [InlineData("datasets/a/rounds/0001/notes.json", """{"blob":1}""", "no dcai document")]
    [InlineData("datasets/a/rounds/0001/metrics.json", """{"format":""", "cannot be read")]
    [InlineData("datasets/a/ingest/2026-01-01/b.jsonl.gz", "no gzip", "cannot be read")]
    [InlineData("datasets/a/readme.txt", "mine", "nothing that this build knows")]
    public async Task A_document_that_this_build_does_not_read_stops_it_before_any_blob_goes(string key, string content, string words)
    {
        await new StoredDataset(_store).PutAsync();
        var unnamed = await _store.PutBlobAsync(StoredDataset.Bytes("nobody's"), "image/png");
        await _store.PutAsync(key, StoredDataset.Bytes(content));
        _time.Shift = TimeSpan.Zero;

        var stopped = await Assert.ThrowsAsync<UpkeepException>(() => SweepAsync());

        Assert.Contains(key, stopped.Message, StringComparison.Ordinal);
        Assert.Contains(words, stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', stopped.Message);
        Assert.True(await ExistsAsync(unnamed.Digest));
    }

    [Fact]
    public async Task A_missing_shard_stops_it()
    {
        var dataset = await new StoredDataset(_store).PutAsync();
        var shard = dataset.Named.Single(named => named.MediaType.EndsWith("gzip", StringComparison.Ordinal));
        await _store.DeleteAsync(Digests.BlobKey(shard.Digest));
        var unnamed = await _store.PutBlobAsync(StoredDataset.Bytes("nobody's"), "image/png");
        _time.Shift = TimeSpan.Zero;

        await Assert.ThrowsAsync<UpkeepException>(() => SweepAsync());

        Assert.True(await ExistsAsync(unnamed.Digest));
    }

    [Theory]
    [InlineData(StoreOperation.List, "datasets/")]
    [InlineData(StoreOperation.Get, "datasets/a/snapshots/00000001.json")]
    [InlineData(StoreOperation.Put, "gateway/sweeps/")]
    [InlineData(StoreOperation.Head, "blobs/")]
    [InlineData(StoreOperation.Delete, "blobs/")]
    public Task A_blob_that_somebody_puts_again_meanwhile_is_there_afterwards(StoreOperation operation, string prefix) =>
        PutAgainAsync(operation, prefix, TimeSpan.Zero);

    /// <summary>Whoever writes has a clock that is an hour ahead of the store's, or behind.</summary>
    [Theory]
    [InlineData(StoreOperation.Put, "gateway/sweeps/", -1)]
    [InlineData(StoreOperation.Head, "blobs/", -1)]
    [InlineData(StoreOperation.Delete, "blobs/", -1)]
    [InlineData(StoreOperation.Put, "gateway/sweeps/", 1)]
    [InlineData(StoreOperation.Head, "blobs/", 1)]
    [InlineData(StoreOperation.Delete, "blobs/", 1)]
    public Task So_it_is_where_the_clocks_disagree(StoreOperation operation, string prefix, double storeIsAheadHours) =>
        PutAgainAsync(operation, prefix, TimeSpan.FromHours(storeIsAheadHours));

    private async Task PutAgainAsync(StoreOperation operation, string prefix, TimeSpan skew)
    {
        await new StoredDataset(_store).PutAsync();
        var content = StoredDataset.Bytes("uploaded again");
        var blob = await _store.PutBlobAsync(content, "image/png");
        _time.Shift = skew;
        foreach (var moment in Enum.GetValues<StoreMoment>())
        {
            await AgeAsync(blob.Digest, content, skew);
            Task? writing = null;
            _store.Fault = (step, _) =>
            {
                if (writing is null && step.Operation == operation && step.Moment == moment && step.Key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    // It may wait for the removal to end, so nobody waits for it here.
                    writing = Task.CompletedTask;
                    writing = _store.PutBlobAsync(content, "image/png", CancellationToken.None);
                }

                return ValueTask.CompletedTask;
            };

            await SweepAsync();
            Assert.NotNull(writing);
            await writing.WaitAsync(TimeSpan.FromSeconds(30));
            _store.Fault = null;

            Assert.True(await ExistsAsync(blob.Digest), $"lost {moment} {operation}");
        }
    }

    [Fact]
    public async Task Cut_anywhere_and_run_again_it_comes_to_the_same()
    {
        var expected = await KeptAsync(cut: -1);
        for (var cut = 0; ; cut++)
        {
            var kept = await KeptAsync(cut);
            if (kept is null)
            {
                Assert.True(cut > 20);
                return;
            }

            Assert.Equal(expected, kept);
        }
    }

    [Fact]
    public async Task Every_format_that_lies_under_a_dataset_is_known_to_it()
    {
        string[] elsewhere =
        [
            "dcai.gateway-token", "dcai.review-lease", "dcai.user", "dcai.api-token", "dcai.hidden", "dcai.audit", "dcai.training-slice", "dcai.gan-slice", "dcai.lease", "dcai.dead-letter",
            "dcai.webhook", "dcai.notification", "dcai.notification-attempt", "dcai.notification-attempt-ended", "dcai.notification-outcome", "dcai.notification-wishes",
        ];
        var sources = new[] { "libraries", "services" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Join(GoldenFile.Repository, folder), "*.cs", SearchOption.AllDirectories));
        var found = 0;
        foreach (var source in sources)
        {
            foreach (Match format in Format().Matches(await File.ReadAllTextAsync(source)))
            {
                found++;
                var (name, version) = (format.Groups[1].Value, int.Parse(format.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
                Assert.True(elsewhere.Contains(name) || StoredFormats.VersionOf(name) == version, $"{source} writes {name} version {version}: add it to StoredFormats, or to this test where no dataset has it.");
            }
        }

        Assert.True(found >= typeof(Formats).GetProperties(BindingFlags.Public | BindingFlags.Static).Length);
    }

    [GeneratedRegex("""new\("(dcai\.[a-z-]+)", (\d+)\)""")]
    private static partial Regex Format();

    /// <returns>The keys that are left; null where the cut came after the end.</returns>
    private static async Task<IReadOnlyList<string>?> KeptAsync(int cut)
    {
        var time = new ShiftedTime { Shift = -TimeSpan.FromDays(30) };
        var store = new InMemoryObjectStore(time);
        var dataset = await new StoredDataset(store).PutAsync();
        await dataset.SagaAsync(1, "Released", generationActive: false);
        await store.PutAsync(StoreKeys.Slice(Dataset, "x", 1), StoredDataset.Bytes("checkpoint"));
        await store.PutBlobAsync(StoredDataset.Bytes("one"), "image/png");
        await store.PutBlobAsync(StoredDataset.Bytes("two"), "image/png");
        time.Shift = TimeSpan.Zero;
        var steps = 0;
        store.Fault = (_, _) => steps++ == cut ? throw new ObjectStoreException("cut") : ValueTask.CompletedTask;
        var wasCut = false;
        try
        {
            await foreach (var _ in new StoreSweep(store, time).RunAsync(null, Week, dryRun: false, default))
            {
            }
        }
        catch (ObjectStoreException)
        {
            wasCut = true;
        }

        store.Fault = null;
        await foreach (var _ in new StoreSweep(store, time).RunAsync(null, Week, dryRun: false, default))
        {
        }

        var keys = new List<string>();
        await foreach (var stored in store.ListAsync(""))
        {
            if (!stored.Key.StartsWith(StoreKeys.Sweeps, StringComparison.Ordinal))
            {
                keys.Add(stored.Key);
            }
        }

        return wasCut || cut < 0 ? keys : null;
    }

    private async Task AgeAsync(string digest, byte[] content, TimeSpan skew)
    {
        _time.Shift = -TimeSpan.FromDays(30);
        await _store.PutAsync(Digests.BlobKey(digest), content);
        _time.Shift = skew;
    }

    private async Task<SweptCounts> SweepAsync(string? datasetId = null, bool dryRun = false)
    {
        var last = new SweptCounts();
        await foreach (var counts in new StoreSweep(_store, _time).RunAsync(datasetId, Week, dryRun, default))
        {
            last = counts;
        }

        return last;
    }

    private async Task<bool> ExistsAsync(string digest) => await _store.HeadAsync(Digests.BlobKey(digest)) is not null;

    private async Task<IReadOnlyList<string>> KeysAsync(params string[] prefixes)
    {
        var keys = new List<string>();
        foreach (var prefix in prefixes)
        {
            await foreach (var stored in _store.ListAsync(prefix))
            {
                keys.Add(stored.Key);
            }
        }

        return keys;
    }
}
