namespace Dcai.Curation;

/// <summary>How far a review has come. Every item is in exactly one of the three.</summary>
public sealed record ReviewProgress
{
    /// <summary>Sample id to the one decision that stands; where several reviewers agree, the one of the smallest decision id.</summary>
    public required IReadOnlyDictionary<string, StandingDecision> Settled { get; init; }

    /// <summary>Samples without a standing decision, in the order of the review's items.</summary>
    public required IReadOnlyList<string> Undecided { get; init; }

    /// <summary>Samples whose standing decisions differ: somebody has to adjudicate. In the order of the review's items.</summary>
    public required IReadOnlyList<string> Disputed { get; init; }

    /// <summary>Every item has exactly one distinct standing decision, so the review can be closed.</summary>
    public bool IsComplete => Undecided.Count == 0 && Disputed.Count == 0;
}
