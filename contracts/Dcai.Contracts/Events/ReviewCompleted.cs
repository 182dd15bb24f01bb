namespace Dcai.Contracts;

/// <summary>Every item of the review is decided and the decisions are fixed; repeated until a snapshot names the review.</summary>
public sealed record ReviewCompleted
{
    public required string DatasetId { get; init; }

    public required string ReviewId { get; init; }

    public required int DecisionCount { get; init; }
}
