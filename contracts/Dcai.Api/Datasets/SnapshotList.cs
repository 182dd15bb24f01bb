namespace Dcai.Api;

/// <summary>A dataset's history, the oldest first.</summary>
public sealed record SnapshotList
{
    public required IReadOnlyList<SnapshotSummary> Snapshots { get; init; }
}
