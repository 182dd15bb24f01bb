using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Contracts.Tests;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Tests;

public sealed class WhenSnapshotsAreRead
{
    private const string Dataset = "a";

    private readonly InMemoryObjectStore _store = new();
    private readonly SnapshotReader _reader;
    private int _blobReads;

    public WhenSnapshotsAreRead()
    {
        _reader = new SnapshotReader(_store);
        _store.Fault = (step, _) =>
        {
            _blobReads += step is { Operation: StoreOperation.Get, Moment: StoreMoment.Before } && step.Key.StartsWith("blobs/", StringComparison.Ordinal) ? 1 : 0;
            return ValueTask.CompletedTask;
        };
    }

    [Fact]
    public async Task The_samples_of_all_shards_come_in_order()
    {
        await StoreAsync(1, await ShardAsync("1", "2"), null, await ShardAsync("a"), await ShardAsync("f"));
        Assert.Equal(["1", "2", "a", "f"], (await _reader.SamplesAsync(Dataset, 1, default)).Select(sample => sample.SampleId));
    }

    [Fact]
    public async Task A_shard_that_two_versions_share_is_read_once()
    {
        var shared = await ShardAsync("1", "2");
        await StoreAsync(1, shared, null);
        await StoreAsync(2, shared, await ShardAsync("f"));
        await _reader.SamplesAsync(Dataset, 1, default);
        await _reader.SamplesAsync(Dataset, 2, default);
        await _reader.SamplesAsync(Dataset, 2, default);
        Assert.Equal(2, _blobReads);
    }

    [Fact]
    public async Task Only_the_last_64_shards_are_kept()
    {
        var shards = new List<Descriptor?>();
        for (var shard = 0; shard < 65; shard++)
        {
            shards.Add(await ShardAsync($"{shard:D3}"));
        }

        await StoreAsync(1, [.. shards]);
        await _reader.SamplesAsync(Dataset, 1, default);
        Assert.Equal(65, _blobReads);
        await _reader.ShardAsync(shards[^1]!, default);
        Assert.Equal(65, _blobReads);
        await _reader.ShardAsync(shards[0]!, default);
        Assert.Equal(66, _blobReads);
    }

    [Fact]
    public async Task The_newest_version_is_found()
    {
        Assert.Null(await _reader.NewestAsync(Dataset, default));
        for (var version = 1; version <= 11; version++)
        {
            await StoreAsync(version, [null]);
        }

        Assert.Equal(11, (await _reader.NewestAsync(Dataset, default))!.SnapshotVersion);
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_named() =>
        Assert.Equal(
            StoreKeys.Snapshot(Dataset, 4),
            (await Assert.ThrowsAsync<ObjectNotFoundException>(() => _reader.ReadAsync(Dataset, 4, default))).Key);

    [Fact]
    public async Task The_newest_settings_are_found()
    {
        var reader = new SettingsReader(_store);
        Assert.Null(await reader.NewestAsync(Dataset, default));
        await _store.PutDocumentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings { Classes = ["i"] });
        await _store.PutDocumentAsync(StoreKeys.Settings(Dataset, 2), Formats.Settings, new CurationSettings { Classes = ["i", "ii"] });
        var (version, settings) = (await reader.NewestAsync(Dataset, default))!.Value;
        Assert.Equal((2, 2), (version, settings.Classes.Count));
        Assert.Single((await reader.ReadAsync(Dataset, 1, default)).Classes);
    }

    private Task<Descriptor> ShardAsync(params string[] ids)
    {
        var sample = (Sample)Examples.Of(typeof(Sample));
        return _store.PutBlobAsync(JsonLines.Write(ids.Select(id => sample with { SampleId = id })), "application/gzip");
    }

    private Task StoreAsync(int version, params Descriptor?[] shards) => _store.PutDocumentAsync(
        StoreKeys.Snapshot(Dataset, version), Formats.Snapshot, (Snapshot)Examples.Of(typeof(Snapshot)) with { SnapshotVersion = version, Shards = shards });
}
