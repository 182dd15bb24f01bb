using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>Reads snapshots and their samples. Keeps the last few shards, which are immutable and often shared between versions.</summary>
public sealed class SnapshotReader(IObjectStore store)
{
    private const int KeptShards = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Digest, IReadOnlyList<Sample> Samples)>> _shards = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Digest, IReadOnlyList<Sample> Samples)> _recent = new();

    /// <summary>One version of the dataset.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such version.</exception>
    public Task<Snapshot> ReadAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        store.GetDocumentAsync(StoreKeys.Snapshot(datasetId, version), Formats.Snapshot, cancellationToken);

    /// <summary>The newest version, or null while the dataset has none.</summary>
    public async Task<Snapshot?> NewestAsync(string datasetId, CancellationToken cancellationToken)
    {
        var version = 0;
        await foreach (var snapshot in store.ListAsync(StoreKeys.SnapshotPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            version = int.Parse(StoreKeys.Name(snapshot.Key), CultureInfo.InvariantCulture);
        }

        return version == 0 ? null : await ReadAsync(datasetId, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All samples of the snapshot, sorted by sample id.</summary>
    public async Task<IReadOnlyList<Sample>> SamplesAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var samples = new List<Sample>(snapshot.Counts.Samples);
        foreach (var shard in snapshot.Shards)
        {
            if (shard is not null)
            {
                samples.AddRange(await ShardAsync(shard, cancellationToken).ConfigureAwait(false));
            }
        }

        return samples;
    }

    /// <inheritdoc cref="SamplesAsync(Snapshot, CancellationToken)"/>
    public async Task<IReadOnlyList<Sample>> SamplesAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        await SamplesAsync(await ReadAsync(datasetId, version, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>The samples of one shard, sorted by sample id.</summary>
    public async Task<IReadOnlyList<Sample>> ShardAsync(Descriptor shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        lock (_lock)
        {
            if (_shards.TryGetValue(shard.Digest, out var known))
            {
                _recent.Remove(known);
                _recent.AddFirst(known);
                return known.Value.Samples;
            }
        }

        var samples = JsonLines.Read<Sample>(await store.GetBlobAsync(shard, cancellationToken).ConfigureAwait(false), Digests.BlobKey(shard.Digest));
        lock (_lock)
        {
            if (!_shards.ContainsKey(shard.Digest))
            {
                _shards.Add(shard.Digest, _recent.AddFirst((shard.Digest, samples)));
                if (_recent.Count > KeptShards)
                {
                    _shards.Remove(_recent.Last!.Value.Digest);
                    _recent.RemoveLast();
                }
            }
        }

        return samples;
    }
}
