namespace Dcai.Contracts;

/// <summary>A new snapshot is in the store.</summary>
public sealed record SnapshotAdvanced
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>That of the command.</summary>
    public required long Sequence { get; init; }

    /// <summary>The new snapshot; the parent itself where there was nothing to fold.</summary>
    public required int Version { get; init; }

    public required string ContentDigest { get; init; }

    /// <summary>The batches folded in; at most 64, the rest waits for the next advance.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    /// <summary>The reviews folded in; at most 16.</summary>
    public required IReadOnlyList<string> Reviews { get; init; }

    public required SnapshotCounts Counts { get; init; }

    /// <summary>The same over the samples of the generation that AdvanceSnapshot named.</summary>
    public required SnapshotCounts GenerationCounts { get; init; }

    /// <summary>More batches or reviews were waiting than one advance folds.</summary>
    public required bool MoreToFold { get; init; }
}
