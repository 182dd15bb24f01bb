namespace Dcai.Api;

/// <summary>One row of the paper's table 1; accuracies and ratios in [0, 1].</summary>
public sealed record RoundReport
{
    public required int Round { get; init; }

    public required int Train { get; init; }

    public required int Validation { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValidationAccuracy { get; init; }

    /// <summary>Share of the flagged samples whose flag the reviewer confirmed.</summary>
    public double? PipelineAccuracy { get; init; }

    public double? LikelyValidAccuracy { get; init; }

    public double? LikelyInvalidAccuracy { get; init; }

    /// <summary>(Certified + Removed) / samples when the round's model was trained.</summary>
    public required double ValidatedRatio { get; init; }

    public required double SecondsPerEpochMean { get; init; }

    public required double SecondsPerEpochSd { get; init; }

    /// <summary>What a perfect ranker would have got confirmed on the same pool with the same counts; known once the whole pool is decided.</summary>
    public double? PerfectPipelineAccuracy { get; init; }

    /// <summary>The same over the likely valid.</summary>
    public double? PerfectLikelyValidAccuracy { get; init; }

    /// <summary>The same over the likely invalid.</summary>
    public double? PerfectLikelyInvalidAccuracy { get; init; }

    /// <summary>Models in the round's ensemble; accuracies and seconds are means over them.</summary>
    public int EnsembleSize { get; init; } = 1;

    /// <summary>The audit of the round's review; absent where nothing was proposed for certification in bulk.</summary>
    public AuditReport? Audit { get; init; }

    /// <summary>Mean over the ensemble, range [0, 1]; absent where the models were not calibrated.</summary>
    public double? ExpectedCalibrationError { get; init; }
}
