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
}
