namespace Dcai.Api;

/// <summary>Decisions that one reviewer submits at once. The same batch again is accepted again; the same id with other content is refused.</summary>
public sealed record SubmitDecisions
{
    /// <summary>UUID chosen by the client.</summary>
    public required string BatchId { get; init; }

    public required string Reviewer { get; init; }

    /// <summary>Made by a simulated reviewer.</summary>
    public bool Simulated { get; init; }

    public required IReadOnlyList<SubmittedDecision> Decisions { get; init; }
}
