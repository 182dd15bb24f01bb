namespace Dcai.Contracts.Documents;

/// <summary>What a release is and how it came to be: report.json.</summary>
public sealed record Report
{
    public required string Dataset { get; init; }

    public required string Profile { get; init; }

    public required ulong Seed { get; init; }

    public required string ContentDigest { get; init; }

    public required ReportCounts Counts { get; init; }

    public required IReadOnlyList<RoundMetrics> Rounds { get; init; }

    public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    public ReviewEffort? Review { get; init; }

    public required ReleaseReference Release { get; init; }

    public required ReportSeconds Seconds { get; init; }

    /// <summary>Confusion matrices and per-class accuracies of every training.</summary>
    public required IReadOnlyList<TrainingOutcome> Outcomes { get; init; }
}
