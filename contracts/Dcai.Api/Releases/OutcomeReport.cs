namespace Dcai.Api;

/// <summary>What one planned training reached; accuracies in [0, 1].</summary>
public sealed record OutcomeReport
{
    public required string Name { get; init; }

    public required bool IsFold { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }

    public required int TestCount { get; init; }

    public required int BestEpoch { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValidationAccuracy { get; init; }

    /// <summary>Absent where there is no test set.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Rows are true classes, columns predicted ones, in the order of the settings' classes.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? TestConfusion { get; init; }

    public required IReadOnlyList<ClassReport> PerClass { get; init; }

    /// <summary>What it was trained for.</summary>
    public OutcomePurpose Purpose { get; init; } = OutcomePurpose.Row;

    /// <summary>0-based; outcomes that differ only in it are one row of table 2.</summary>
    public int SeedNumber { get; init; }

    /// <summary>Of the training images or of the inspected ones, range [0, 1]; absent for a row.</summary>
    public double? Share { get; init; }

    /// <summary>Accuracy on the test images with added noise; absent where it was not measured.</summary>
    public IReadOnlyList<NoiseReport>? Robustness { get; init; }
}
