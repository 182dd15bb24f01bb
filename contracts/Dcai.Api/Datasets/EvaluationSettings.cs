namespace Dcai.Api;

/// <summary>What is measured of a release, beyond table 2 and the cross-validation.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Trainings per row of table 2, each with a seed of its own; the row gives mean and standard deviation.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Shares of the certified training images that the learning curve is measured at, each in (0, 1]; none measures no curve.</summary>
    public IReadOnlyList<double> LearningCurveShares { get; init; } = [];

    /// <summary>Standard deviations of the noise added to test images, in gray levels of 255; none measures no robustness.</summary>
    public IReadOnlyList<double> NoiseLevels { get; init; } = [];

    /// <summary>Shares of the ranked images cleaned before a training of the cleaning measure, each in [0, 1]; none leaves it out.</summary>
    public IReadOnlyList<double> CleaningShares { get; init; } = [];

    /// <summary>Trainings with all parts of the pipeline, and as many without cleaning, balance and augmentation each; 0 measures none of it.</summary>
    public int AblationSeeds { get; init; }
}
