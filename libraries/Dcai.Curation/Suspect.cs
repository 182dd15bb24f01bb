using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>An uncertified sample with how suspicious it is.</summary>
public sealed record Suspect
{
    public required Sample Sample { get; init; }

    public required RankedSample Ranked { get; init; }

    /// <summary>High is suspicious; the unit is the ranking's own, so only the order counts. Never NaN.</summary>
    public required double Suspicion { get; init; }

    /// <summary>One line for the reviewer: why it is shown.</summary>
    public required string Reason { get; init; }

    /// <summary>Its given label; absent where it has none or several.</summary>
    public string? Label => Sample.GivenLabels.Count == 1 ? Sample.GivenLabels[0] : null;
}
