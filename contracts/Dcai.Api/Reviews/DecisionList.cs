namespace Dcai.Api;

/// <summary>A dataset's audit trail in the order of submission; within a batch in the order in which it was submitted.</summary>
public sealed record DecisionList
{
    public required IReadOnlyList<DecisionRecord> Decisions { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
