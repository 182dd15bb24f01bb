namespace Dcai.Api;

/// <summary>A dataset's releases, the oldest first.</summary>
public sealed record ReleaseList
{
    public required IReadOnlyList<ReleaseSummary> Releases { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
