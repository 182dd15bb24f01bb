namespace Dcai.Api;

/// <summary>One row of the paper's table 2; accuracies in [0, 1].</summary>
public sealed record EvaluationReport
{
    public required string Name { get; init; }

    public required int Train { get; init; }

    public required int Validation { get; init; }

    public required int Test { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValidationAccuracy { get; init; }

    public double? TestAccuracy { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Trainings behind the row: seeds, or folds of a cross-validation; accuracies are their means.</summary>
    public int Trainings { get; init; } = 1;

    /// <summary>Sample standard deviation over the trainings; absent for one.</summary>
    public double? TrainAccuracySd { get; init; }

    /// <inheritdoc cref="TrainAccuracySd"/>
    public double? ValidationAccuracySd { get; init; }

    /// <inheritdoc cref="TrainAccuracySd"/>
    public double? TestAccuracySd { get; init; }
}
