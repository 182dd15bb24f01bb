namespace Dcai.Api;

/// <summary>What changed from one snapshot of a dataset to another.</summary>
public sealed record SnapshotDifference
{
    public required int From { get; init; }

    public required int To { get; init; }

    /// <summary>How many images changed, by what changed; over all pages.</summary>
    public required ChangeCounts Counts { get; init; }

    /// <summary>A page of them, by their ids.</summary>
    public required IReadOnlyList<SampleChange> Changes { get; init; }

    /// <summary>Ask for the next page with it; absent on the last page.</summary>
    public string? NextCursor { get; init; }
}
