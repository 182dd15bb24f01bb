using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ledger;

/// <summary>Stores the next version of a dataset; shards in which nothing changed are the parent's.</summary>
public sealed class SnapshotWriter(IObjectStore store)
{
    /// <summary>Gzipped JSON lines of <see cref="Sample"/>.</summary>
    public const string ShardMediaType = "application/vnd.dcai.samples+jsonl+gzip";

    /// <summary>Stores the snapshot unless its version is taken.</summary>
    /// <returns>The snapshot that has the version now.</returns>
    public async Task<Snapshot> WriteAsync(NextSnapshot next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        var shardBits = Math.Max(next.Parent?.ShardBits ?? 0, ShardLayout.BitsFor(next.Samples.Count));
        var snapshot = new Snapshot
        {
            SnapshotVersion = next.Version,
            Parent = next.Parent?.SnapshotVersion ?? 0,
            ContentDigest = ContentDigest.Of(next.Samples.Values),
            Counts = SnapshotCounter.Count(next.Samples.Values),
            Batches = next.Batches,
            Reviews = next.Reviews,
            CommandId = next.CommandId,
            ShardBits = shardBits,
            Shards = await WriteShardsAsync(next, shardBits, cancellationToken).ConfigureAwait(false),
            History = await store.PutDocumentBlobAsync(Formats.History, next.History, cancellationToken).ConfigureAwait(false),
        };
        var put = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Snapshot(next.DatasetId, next.Version), Formats.Snapshot, snapshot, cancellationToken).ConfigureAwait(false);
        return put.Stored;
    }

    private async Task<IReadOnlyList<Descriptor?>> WriteShardsAsync(NextSnapshot next, int shardBits, CancellationToken cancellationToken)
    {
        var shards = new List<Sample>[1 << shardBits];
        foreach (var sample in next.Samples.Values)
        {
            (shards[ShardLayout.ShardOf(sample.SampleId, shardBits)] ??= []).Add(sample);
        }

        var descriptors = new Descriptor?[shards.Length];
        for (var shard = 0; shard < shards.Length; shard++)
        {
            if (shards[shard] is not { } samples)
            {
                continue;
            }

            descriptors[shard] = next.Parent?.ShardBits == shardBits && samples.TrueForAll(next.IsUnchanged)
                ? next.Parent.Shards[shard]
                : await store.PutBlobAsync(
                    JsonLines.Write(samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal)), ShardMediaType, cancellationToken).ConfigureAwait(false);
        }

        return descriptors;
    }
}

/// <summary>What the next version of a dataset is made of.</summary>
public sealed record NextSnapshot
{
    public required string DatasetId { get; init; }

    public required int Version { get; init; }

    /// <summary>Absent before the first version.</summary>
    public required Snapshot? Parent { get; init; }

    /// <summary>The parent's samples by id.</summary>
    public required IReadOnlyDictionary<string, Sample> Known { get; init; }

    /// <summary>By id; unchanged ones are the instances of <see cref="Known"/>.</summary>
    public required IReadOnlyDictionary<string, Sample> Samples { get; init; }

    /// <summary>Ids of what was folded.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    /// <inheritdoc cref="Batches"/>
    public required IReadOnlyList<string> Reviews { get; init; }

    public required FoldHistory History { get; init; }

    public required string CommandId { get; init; }

    internal bool IsUnchanged(Sample sample) => Known.TryGetValue(sample.SampleId, out var known) && ReferenceEquals(known, sample);
}
