using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Known;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dcai.IngestHasher;

/// <summary>The datasets whose images this process knows. Others ingest beside it: before each upload, what they stored meanwhile is read.</summary>
internal sealed class KnownDatasets(
    IObjectStore store, SnapshotReader snapshots, SettingsReader settings, IOptions<IngestHasherOptions> options, ILogger<KnownDatasets> logger) : IDisposable
{
    /// <summary>A million images take about 80 MB.</summary>
    private const int MostDatasets = 8;

    /// <summary>A batch is stored under the day of its worker's clock, which may be behind.</summary>
    private const int DaysLookedBack = 2;

    private readonly SemaphoreSlim _free = new(1);
    private readonly LinkedList<(string DatasetId, KnownDataset Known)> _datasets = new();
    private (string Digest, IReadOnlySet<string> Samples) _testSet = ("", new HashSet<string>());

    /// <summary>Lets nobody else at the dataset, brings what is known of it up to date, and hands it over.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="batchId">A batch that is left out: the caller's own, from a try that did not end.</param>
    /// <param name="use">Judges by it, stores, and notes what is stored.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<T> WithAsync<T>(string datasetId, string batchId, Func<KnownDataset, IReadOnlySet<string>, Task<T>> use, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = await FindAsync(datasetId, cancellationToken).ConfigureAwait(false);
            await RefreshAsync(datasetId, known, batchId, cancellationToken).ConfigureAwait(false);
            return await use(known, await TestSetAsync(datasetId, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        foreach (var (_, known) in _datasets)
        {
            known.Dispose();
        }

        _free.Dispose();
    }

    private async Task<KnownDataset> FindAsync(string datasetId, CancellationToken cancellationToken)
    {
        // A dataset that is deleted leaves its name to the next one.
        var created = await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken).ConfigureAwait(false);
        var text = string.Create(CultureInfo.InvariantCulture, $"{datasetId} {created?.LastModified.UtcTicks} {options.Value.NearDistance}");
        var origin = ImageId.Read(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        for (var node = _datasets.First; node is not null; node = node.Next)
        {
            if (node.Value.DatasetId == datasetId)
            {
                _datasets.Remove(node);
                if (node.Value.Known.Origin == origin)
                {
                    _datasets.AddFirst(node);
                    return node.Value.Known;
                }

                node.Value.Known.Dispose();
                break;
            }
        }

        var known = Open(datasetId, origin);
        _datasets.AddFirst((datasetId, known));
        if (_datasets.Count > MostDatasets)
        {
            _datasets.Last!.Value.Known.Dispose();
            _datasets.RemoveLast();
        }

        return known;
    }

    private KnownDataset Open(string datasetId, ImageId origin)
    {
        int? distance = options.Value.NearDistance < 0 ? null : options.Value.NearDistance;
        if (options.Value.IndexFolder is { Length: > 0 } folder)
        {
            try
            {
                return new KnownDataset(origin, distance, Path.Join(folder, $"{datasetId}.known"));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("The index of {DatasetId} in {Folder} cannot be used ({Reason}); it is read from the store instead", datasetId, folder, failure.Message);
            }
        }

        return new KnownDataset(origin, distance, file: null);
    }

    private async Task RefreshAsync(string datasetId, KnownDataset known, string batchId, CancellationToken cancellationToken)
    {
        if (known.IsEmpty && await snapshots.NewestAsync(datasetId, cancellationToken).ConfigureAwait(false) is { } newest)
        {
            var history = await store.GetDocumentBlobAsync(newest.History, Formats.History, cancellationToken).ConfigureAwait(false);
            foreach (var shard in newest.Shards.OfType<Contracts.Descriptor>())
            {
                known.Note(await snapshots.ShardAsync(shard, cancellationToken).ConfigureAwait(false), []);
            }

            known.Note([], history.Batches);
        }

        var prefix = StoreKeys.IngestPrefix(datasetId);
        var after = known.Newest.DayNumber > DaysLookedBack ? StoreKeys.IngestDay(datasetId, known.Newest.AddDays(-DaysLookedBack)) : null;
        await foreach (var batch in store.ListAsync(prefix, after, cancellationToken).ConfigureAwait(false))
        {
            var name = StoreKeys.Name(batch.Key);
            if (name != batchId && !known.Has(name) && await store.TryGetAsync(batch.Key, cancellationToken).ConfigureAwait(false) is { } rows)
            {
                known.Note(name, JsonLines.Read<IngestedFile>(rows, batch.Key));
            }

            if (DateOnly.TryParseExact(batch.Key[prefix.Length..].Split('/')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                known.Newest = day;
            }
        }
    }

    private async Task<IReadOnlySet<string>> TestSetAsync(string datasetId, CancellationToken cancellationToken)
    {
        if (await settings.NewestAsync(datasetId, cancellationToken).ConfigureAwait(false) is not { Settings.TestSet: { } descriptor })
        {
            return new HashSet<string>();
        }

        if (_testSet.Digest != descriptor.Digest)
        {
            var document = await store.GetDocumentBlobAsync(descriptor, Formats.TestSet, cancellationToken).ConfigureAwait(false);
            _testSet = (descriptor.Digest, document.Samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal));
        }

        return _testSet.Samples;
    }
}
