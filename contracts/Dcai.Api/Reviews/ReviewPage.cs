namespace Dcai.Api;

/// <summary>A part of a review's items, in the order in which they are shown: the suspicious first.</summary>
public sealed record ReviewPage
{
    public required ReviewSummary Review { get; init; }

    /// <summary>What a certified label may be.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required IReadOnlyList<ReviewTask> Items { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
