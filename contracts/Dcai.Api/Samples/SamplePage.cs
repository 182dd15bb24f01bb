namespace Dcai.Api;

/// <summary>Some of a snapshot's images, by their ids.</summary>
public sealed record SamplePage
{
    public required int SnapshotVersion { get; init; }

    public required IReadOnlyList<SampleSummary> Samples { get; init; }

    /// <summary>Ask for the next page with it, and with the same version and filters; absent on the last page.</summary>
    public string? NextCursor { get; init; }
}
