namespace Dcai.Api;

/// <summary>Reviews, the oldest round first.</summary>
public sealed record ReviewList
{
    public required IReadOnlyList<ReviewSummary> Reviews { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
