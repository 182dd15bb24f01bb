namespace Dcai.Contracts.Documents;

/// <summary>One person's word on one sample. Undo is a decision too.</summary>
public sealed record Decision
{
    /// <summary>UUID chosen by the client.</summary>
    public required string DecisionId { get; init; }

    public required string SampleId { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The certified label; absent for a removal.</summary>
    public string? Label { get; init; }

    public string? Reason { get; init; }

    /// <summary>What the reviewer wants others to know; it decides nothing.</summary>
    public string? Comment { get; init; }

    /// <summary>Ids of the decisions on the same sample that this one replaces.</summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];
}
