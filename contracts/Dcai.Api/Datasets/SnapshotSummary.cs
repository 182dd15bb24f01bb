namespace Dcai.Api;

/// <summary>A dataset at one moment.</summary>
public sealed record SnapshotSummary
{
    public required int Version { get; init; }

    /// <summary>0 for the empty dataset.</summary>
    public required int Parent { get; init; }

    /// <summary>Two runs with the same inputs, seed and decisions have the same one.</summary>
    public required string ContentDigest { get; init; }

    public required SampleCounts Counts { get; init; }

    /// <summary>Ingest batches folded in by this version.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    /// <summary>Reviews folded in by this version.</summary>
    public required IReadOnlyList<string> Reviews { get; init; }
}
