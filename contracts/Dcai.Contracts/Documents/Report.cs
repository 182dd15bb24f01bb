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

    /// <summary>Version of the program that wrote it.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>The settings that it was made with.</summary>
    public CurationSettings? Settings { get; init; }

    /// <summary>Who certified, and the bound on wrong certificates.</summary>
    public Certification? Certification { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public LearningCurve? LearningCurve { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public IReadOnlyList<NoiseAccuracy>? Robustness { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public CleaningMeasure? Cleaning { get; init; }

    /// <summary>Absent where nothing was painted, or there is no test set to measure it on.</summary>
    public SynthesisMeasure? Synthesis { get; init; }

    /// <summary>Those that painted the release's images; absent where nothing was painted.</summary>
    public IReadOnlyList<GeneratorSummary>? Generators { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public AblationMeasure? Ablation { get; init; }
}
