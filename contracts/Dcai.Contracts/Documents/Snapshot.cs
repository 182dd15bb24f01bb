namespace Dcai.Contracts.Documents;

/// <summary>The dataset at one moment.</summary>
public sealed record Snapshot
{
    public required int SnapshotVersion { get; init; }

    /// <summary>0 for the empty dataset.</summary>
    public required int Parent { get; init; }

    /// <summary>SHA-256 over the samples' ids, statuses, labels, origins and rounds, sorted by id; without times and names.</summary>
    public required string ContentDigest { get; init; }

    public required SnapshotCounts Counts { get; init; }

    /// <summary>Folded in by this version.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    /// <summary>Folded in by this version.</summary>
    public required IReadOnlyList<string> Reviews { get; init; }

    /// <summary>The command that made it.</summary>
    public required string CommandId { get; init; }

    /// <summary>Samples are sharded by the first so many bits of their id.</summary>
    public required int ShardBits { get; init; }

    /// <summary>2^ShardBits entries (gzipped JSON lines of Sample, sorted by id), null where a shard is empty; shared between versions.</summary>
    public required IReadOnlyList<Descriptor?> Shards { get; init; }

    /// <summary>The batches and decisions folded in by this version and all before it (dcai.history).</summary>
    public required Descriptor History { get; init; }
}
