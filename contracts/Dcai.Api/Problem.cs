namespace Dcai.Api;

/// <summary>What went wrong, where, and what to do about it (RFC 9457).</summary>
public sealed record Problem
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public int Status { get; init; }

    /// <summary>One line.</summary>
    public string? Detail { get; init; }

    /// <summary>A stable word for programs: dataset-exists, decision-superseded …</summary>
    public string? Code { get; init; }

    /// <summary>The decisions that stand, where one of them stood in the way.</summary>
    public IReadOnlyList<DecisionRecord>? Decisions { get; init; }
}
