namespace Dcai.Contracts;

/// <summary>A batch of decisions is in the store. It only tells pages that are open to look again: nothing is lost with it.</summary>
public sealed record DecisionsStored
{
    public required string DatasetId { get; init; }

    public required string ReviewId { get; init; }

    public required int DecisionCount { get; init; }
}
