namespace Dcai.Api;

/// <summary>One decision of the audit trail.</summary>
public sealed record DecisionRecord
{
    public required string DecisionId { get; init; }

    public required string BatchId { get; init; }

    public required string ReviewId { get; init; }

    public required string SampleId { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The certified label; absent for a removal.</summary>
    public string? Label { get; init; }

    public string? Reason { get; init; }

    /// <summary>What the reviewer wants others to know; it decides nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>Ids of the decisions on the same sample that this one replaces.</summary>
    public required IReadOnlyList<string> Supersedes { get; init; }

    public required string Reviewer { get; init; }

    public required bool Simulated { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
}
