namespace Dcai.Api;

/// <summary>A dataset's history, the oldest first.</summary>
public sealed record SnapshotList
{
    public required IReadOnlyList<SnapshotSummary> Snapshots { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
