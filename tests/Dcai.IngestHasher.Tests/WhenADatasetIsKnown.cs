using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dcai.IngestHasher.Tests;

public sealed class WhenADatasetIsKnown : IDisposable
{
    private const string Dataset = "numerals";

    private readonly CountingStore _store = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("dcai-ingest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_others_stored_meanwhile_is_known_and_nothing_is_read_twice()
    {
        using var datasets = Open("");
        await StoreAsync("one", "2026-01-05", 'a');
        Assert.Equal(1, await CountAsync(datasets));

        await StoreAsync("two", "2026-01-05", 'b');
        await StoreAsync("late", "2026-01-04", 'c');
        Assert.Equal(3, await CountAsync(datasets));
        Assert.Equal(3, _store.BatchesRead);
        Assert.Equal(3, await CountAsync(datasets));
        Assert.Equal(3, _store.BatchesRead);
    }

    [Fact]
    public async Task A_batch_of_ones_own_that_did_not_end_is_left_out()
    {
        using var datasets = Open("");
        await StoreAsync("mine", "2026-01-05", 'a');

        Assert.Equal(0, await CountAsync(datasets, "mine"));
        Assert.Equal(1, await CountAsync(datasets, "another"));
    }

    [Fact]
    public async Task A_restart_reads_its_file_and_what_is_new()
    {
        await StoreAsync("one", "2026-01-05", 'a', 'b');
        using (var datasets = Open(_folder))
        {
            Assert.Equal(2, await CountAsync(datasets));
        }

        await StoreAsync("two", "2026-02-05", 'c');
        using (var datasets = Open(_folder))
        {
            Assert.Equal(3, await CountAsync(datasets));
        }

        Assert.Equal(2, _store.BatchesRead);
        File.Delete(Path.Join(_folder, $"{Dataset}.known"));
        using var again = Open(_folder);
        Assert.Equal(3, await CountAsync(again));
    }

    [Fact]
    public async Task A_new_dataset_of_the_same_name_knows_nothing_of_the_old_one()
    {
        using var datasets = Open(_folder);
        await _store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings { Classes = ["i", "ii"] });
        await StoreAsync("one", "2026-01-05", 'a');
        await datasets.WithAsync(Dataset, "-", (known, _) => Task.FromResult(known.Images.Count), CancellationToken.None);

        await _store.DeleteAsync(StoreKeys.Settings(Dataset, 1));
        await _store.DeleteAsync(StoreKeys.IngestBatch(Dataset, new DateOnly(2026, 1, 5), "one"));

        Assert.Equal(0, await CountAsync(datasets));
    }

    [Fact]
    public async Task Two_processes_with_one_folder_both_work()
    {
        await StoreAsync("one", "2026-01-05", 'a');
        using var first = Open(_folder);
        using var second = Open(_folder);

        Assert.Equal((1, 1), (await CountAsync(first), await CountAsync(second)));
    }

    private KnownDatasets Open(string folder) => new(
        _store, new SnapshotReader(_store), new SettingsReader(_store), Options.Create(new IngestHasherOptions { IndexFolder = folder }), NullLogger<KnownDatasets>.Instance);

    private static Task<int> CountAsync(KnownDatasets datasets, string except = "-") =>
        datasets.WithAsync(Dataset, except, (known, _) => Task.FromResult(known.Images.Count), CancellationToken.None);

    private Task StoreAsync(string batchId, string day, params char[] letters) => _store.PutAsync(
        StoreKeys.IngestBatch(Dataset, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), batchId),
        JsonLines.Write(letters.Select(letter => new IngestedFile
        {
            Name = $"{letter}.png",
            Source = "folder",
            Origin = SampleOrigin.Ingested,
            Content = new Descriptor { MediaType = "image/png", Digest = Digests.Sha256([(byte)letter]), SizeBytes = 1 },
            Verdict = IngestVerdict.Accepted,
            Width = 1,
            Height = 1,
        })));

    /// <summary>Counts how many ingest batches were read.</summary>
    private sealed class CountingStore : IObjectStore
    {
        private readonly InMemoryObjectStore _inner = new();

        public int BatchesRead { get; private set; }

        public Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            _inner.PutIfAbsentAsync(key, content, cancellationToken);

        public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => _inner.PutAsync(key, content, cancellationToken);

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default) => _inner.PutAsync(key, content, cancellationToken);

        public Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default)
        {
            BatchesRead += key.StartsWith(StoreKeys.IngestPrefix(Dataset), StringComparison.Ordinal) ? 1 : 0;
            return _inner.TryGetAsync(key, cancellationToken);
        }

        public Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
            _inner.OpenReadAsync(key, offset, length, cancellationToken);

        public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default) => _inner.HeadAsync(key, cancellationToken);

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? startAfter = null, CancellationToken cancellationToken = default) =>
            _inner.ListAsync(prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<string> ListPrefixesAsync(string prefix, CancellationToken cancellationToken = default) => _inner.ListPrefixesAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => _inner.DeleteAsync(key, cancellationToken);
    }
}
