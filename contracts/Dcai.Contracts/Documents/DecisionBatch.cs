namespace Dcai.Contracts.Documents;

/// <summary>Decisions that one reviewer submitted at once: one immutable object of the audit trail.</summary>
public sealed record DecisionBatch
{
    /// <summary>UUID chosen by the client; the same id with other bytes is refused.</summary>
    public required string BatchId { get; init; }

    public required string ReviewId { get; init; }

    public required string Reviewer { get; init; }

    /// <summary>Made by a simulated reviewer.</summary>
    public required bool Simulated { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }
}
