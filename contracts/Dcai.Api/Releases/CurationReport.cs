namespace Dcai.Api;

/// <summary>What a release is and how it came to be: report.json.</summary>
public sealed record CurationReport
{
    public required string Dataset { get; init; }

    public required string Profile { get; init; }

    public required ulong Seed { get; init; }

    public required string ContentDigest { get; init; }

    public required IngestCounts Counts { get; init; }

    public required IReadOnlyList<RoundReport> Rounds { get; init; }

    public required IReadOnlyList<EvaluationReport> Evaluations { get; init; }

    public ReviewEffortReport? Review { get; init; }

    public required ReleaseLocation Release { get; init; }

    public required SecondsReport Seconds { get; init; }

    /// <summary>How well each training did, class by class.</summary>
    public required IReadOnlyList<OutcomeReport> Outcomes { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>The settings that it was made with.</summary>
    public DatasetSettings? Settings { get; init; }

    /// <summary>Who certified, and the bound on wrong certificates.</summary>
    public CertificationReport? Certification { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public LearningCurveReport? LearningCurve { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public IReadOnlyList<NoiseReport>? Robustness { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public CleaningReport? Cleaning { get; init; }

    /// <summary>Absent where nothing was painted, or there is no test set to measure it on.</summary>
    public SynthesisReport? Synthesis { get; init; }

    /// <summary>Those that painted the release's images; absent where nothing was painted.</summary>
    public IReadOnlyList<GeneratorSummaryReport>? Generators { get; init; }

    /// <summary>Absent where none was asked for.</summary>
    public AblationReport? Ablation { get; init; }
}
