using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work.Upkeep;

namespace Dcai.Work.Tests;

public sealed class WhenAnImageIsErased
{
    private const string Why = "a person asked for it";

    private readonly InMemoryObjectStore _store = new();

    private static string Sample { get; } = Digests.Hex(Digests.Sha256(StoredDataset.Bytes("sample")));

    [Fact]
    public async Task Its_bytes_go_and_a_closed_review_removes_the_sample()
    {
        await new StoredDataset(_store).PutAsync();

        var erased = await Erasure().EraseAsync("a", Sample, Why, "ada", default);

        Assert.Equal(["a"], erased!.Datasets);
        Assert.Empty(erased.UsedBy);
        Assert.False(await ExistsAsync());
        Assert.True(await _store.AreBytesErasedAsync(Sample, default));
        Assert.Equal([Sample], await _store.ErasedAsync("a", default));
        Assert.Empty(await _store.ErasedAsync("b", default));
        var reviewId = ImageErasure.ReviewId(Sample);
        var closure = await _store.GetDocumentAsync(StoreKeys.Closure("a", reviewId), Formats.Closure);
        var batch = await _store.GetDocumentAsync(StoreKeys.Decisions("a", reviewId, Assert.Single(closure.Batches)), Formats.Decisions);
        var decision = Assert.Single(batch.Decisions);
        Assert.Equal((Sample, Verdict.Remove, "erased", "ada"), (decision.SampleId, decision.Verdict, decision.Reason, batch.Reviewer));
        var audit = await _store.GetDocumentAsync(Assert.Single(await KeysAsync(StoreKeys.AuditPrefix)), Formats.Audit);
        Assert.Equal(("erase", "a", Sample, Why, 1L, 6L), (audit.Action, audit.DatasetId, audit.SampleId, audit.Reason, audit.ObjectCount, audit.SizeBytes));
    }

    [Fact]
    public async Task Its_bytes_stay_as_long_as_another_dataset_uses_them()
    {
        await new StoredDataset(_store).PutAsync();
        await new StoredDataset(_store, "b").PutAsync();

        var first = await Erasure().EraseAsync("a", Sample, Why, "ada", default);
        var between = await ExistsAsync();
        var second = await Erasure().EraseAsync("b", Sample, Why, "ada", default);

        Assert.Equal(["b"], first!.UsedBy);
        Assert.True(between);
        Assert.Empty(second!.UsedBy);
        Assert.False(await ExistsAsync());
    }

    [Fact]
    public async Task From_everywhere_it_goes_from_every_dataset_that_has_it_and_none_takes_it_again()
    {
        await new StoredDataset(_store).PutAsync();
        await new StoredDataset(_store, "b").PutAsync();

        var erased = await Erasure().EraseEverywhereAsync(Sample, Why, "ada", default);

        Assert.Equal(["a", "b"], erased.Datasets);
        Assert.False(await ExistsAsync());
        Assert.Equal([Sample], await _store.ErasedAsync("yet-to-come", default));
        Assert.NotNull(await _store.HeadAsync(StoreKeys.Closure("b", ImageErasure.ReviewId(Sample))));
    }

    [Fact]
    public async Task An_image_that_the_dataset_never_had_is_none()
    {
        await new StoredDataset(_store).PutAsync();

        Assert.Null(await Erasure().EraseAsync("a", new string('0', 64), Why, "ada", default));

        Assert.Empty(await KeysAsync(StoreKeys.AuditPrefix));
    }

    [Fact]
    public async Task Cut_anywhere_and_called_again_it_is_done_once()
    {
        for (var cut = 0; ; cut++)
        {
            var store = new InMemoryObjectStore();
            await new StoredDataset(store).PutAsync();
            var (steps, wasCut) = (0, false);
            store.Fault = (_, _) => steps++ == cut ? throw new ObjectStoreException("cut") : ValueTask.CompletedTask;
            try
            {
                await new ImageErasure(store, new SnapshotReader(store)).EraseAsync("a", Sample, Why, "ada", default);
            }
            catch (ObjectStoreException)
            {
                wasCut = true;
            }

            store.Fault = null;
            await new ImageErasure(store, new SnapshotReader(store)).EraseAsync("a", Sample, "again", "bob", default);

            Assert.Null(await store.HeadAsync(Digests.BlobKey($"sha256:{Sample}")));
            var batches = new List<string>();
            await foreach (var stored in store.ListAsync(StoreKeys.DecisionsPrefix("a", ImageErasure.ReviewId(Sample))))
            {
                batches.Add(stored.Key);
            }

            Assert.Single(batches);
            var audits = 0;
            await foreach (var _ in store.ListAsync(StoreKeys.AuditPrefix))
            {
                audits++;
            }

            Assert.Equal(1, audits);
            if (!wasCut)
            {
                Assert.True(cut > 30);
                return;
            }
        }
    }

    [Fact]
    public async Task A_restored_copy_does_not_bring_it_back()
    {
        var source = new InMemoryObjectStore();
        await new StoredDataset(source).PutAsync();
        var copy = new List<StoredObject>();
        await foreach (var stored in new DatasetBackup(source).ListAsync("a", default))
        {
            copy.Add(stored);
        }

        await Erasure().EraseEverywhereAsync(Sample, Why, "ada", default);
        var restore = new DatasetRestore(_store, new DatasetRemoval(_store), Erasure());
        await restore.BeginAsync("a", "ada", default);
        foreach (var stored in copy)
        {
            if (!await restore.HasAsync("a", stored, default))
            {
                using var content = new MemoryStream((await source.TryGetAsync(stored.Key))!);
                await restore.PutAsync("a", stored, content, default);
            }
        }

        await foreach (var _ in restore.CommitAsync("a", copy, default))
        {
        }

        Assert.False(await ExistsAsync());
        Assert.Null(await _store.HiddenAsync("a", default));
        Assert.NotNull(await _store.HeadAsync(StoreKeys.Closure("a", ImageErasure.ReviewId(Sample))));
        Assert.Contains(copy, stored => stored.Key == Digests.BlobKey($"sha256:{Sample}"));
    }

    [Fact]
    public async Task A_dataset_that_erased_it_is_restored_without_it()
    {
        var source = new InMemoryObjectStore();
        await new StoredDataset(source).PutAsync();
        await new ImageErasure(source, new SnapshotReader(source)).EraseAsync("a", Sample, Why, "ada", default);
        var restore = new DatasetRestore(_store, new DatasetRemoval(_store), Erasure());
        await restore.BeginAsync("a", "ada", default);
        var copy = new List<StoredObject>();
        await foreach (var stored in new DatasetBackup(source).ListAsync("a", default))
        {
            copy.Add(stored);
            using var content = new MemoryStream((await source.TryGetAsync(stored.Key))!);
            await restore.PutAsync("a", stored, content, default);
        }

        await foreach (var _ in restore.CommitAsync("a", copy, default))
        {
        }

        Assert.True(await _store.AreBytesErasedAsync(Sample, default));
        Assert.Equal([Sample], await _store.ErasedAsync("a", default));
    }

    private ImageErasure Erasure() => new(_store, new SnapshotReader(_store));

    private async Task<bool> ExistsAsync() => await _store.HeadAsync(Digests.BlobKey($"sha256:{Sample}")) is not null;

    private async Task<IReadOnlyList<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var stored in _store.ListAsync(prefix))
        {
            keys.Add(stored.Key);
        }

        return keys;
    }
}
