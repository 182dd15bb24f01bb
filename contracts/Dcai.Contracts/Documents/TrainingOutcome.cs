namespace Dcai.Contracts.Documents;

/// <summary>What one planned training reached.</summary>
public sealed record TrainingOutcome
{
    public required string Name { get; init; }

    public required bool IsFold { get; init; }

    public required ModelCard Card { get; init; }

    public required int TestCount { get; init; }

    /// <summary>Range [0, 1]; absent where there is no test set.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Rows are true classes, columns predicted ones, in the order of the settings' classes.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? TestConfusion { get; init; }

    public required IReadOnlyList<ClassAccuracy> PerClass { get; init; }

    /// <summary>That of the plan.</summary>
    public TrainingPurpose Purpose { get; init; } = TrainingPurpose.Row;

    /// <summary>That of the plan.</summary>
    public int SeedNumber { get; init; }

    /// <summary>That of the plan.</summary>
    public double? Share { get; init; }

    /// <summary>Accuracy on the test images with added noise; absent where it was not asked for.</summary>
    public IReadOnlyList<NoiseAccuracy>? Robustness { get; init; }
}
