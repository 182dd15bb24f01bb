namespace Dcai.Api;

/// <summary>The measured rounds of a dataset, the first first; a round is measured when its review is folded in.</summary>
public sealed record RoundList
{
    public required IReadOnlyList<RoundReport> Rounds { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
