namespace Dcai.Contracts.Documents;

/// <summary>Which decisions closed a review; the ledger folds exactly these, anything later is a correction.</summary>
public sealed record ReviewClosure
{
    public required string ReviewId { get; init; }

    /// <summary>Ids of the decision batches, in ordinal order.</summary>
    public required IReadOnlyList<string> Batches { get; init; }

    public required int DecisionCount { get; init; }

    public required DateTimeOffset ClosedAt { get; init; }

    public required string Nonce { get; init; }
}
