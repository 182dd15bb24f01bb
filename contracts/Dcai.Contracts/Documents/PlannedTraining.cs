namespace Dcai.Contracts.Documents;

/// <summary>One training of the reference model.</summary>
public sealed record PlannedTraining
{
    /// <summary>as distributed, pipeline output, fold 1 of 8 …</summary>
    public required string Name { get; init; }

    /// <summary>A fold of the cross-validation; its validation part is its test.</summary>
    public required bool IsFold { get; init; }

    public required IReadOnlyList<LabelledSample> Train { get; init; }

    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    public required IReadOnlyList<LabelledSample> Test { get; init; }

    /// <summary>0-based; trainings that differ only in it are one row of table 2.</summary>
    public int SeedNumber { get; init; }

    /// <summary>What it is for.</summary>
    public TrainingPurpose Purpose { get; init; } = TrainingPurpose.Row;

    /// <summary>Of the training images or of the inspected ones, range [0, 1]; absent for a row.</summary>
    public double? Share { get; init; }

    /// <summary>Whether the copies of the release's recipe are trained on too.</summary>
    public bool? Augmented { get; init; }
}
