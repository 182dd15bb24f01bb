namespace Dcai.Api;

/// <summary>What each part of the pipeline is worth on this dataset.</summary>
public sealed record AblationReport
{
    /// <summary>Held-out images.</summary>
    public required int Test { get; init; }

    /// <summary>Trainings with all parts.</summary>
    public required int Seeds { get; init; }

    /// <summary>Mean accuracy with all parts, range [0, 1].</summary>
    public required double Accuracy { get; init; }

    /// <summary>Sample standard deviation over the seeds; absent for one.</summary>
    public double? AccuracySd { get; init; }

    /// <summary>Cleaning, balance, augmentation.</summary>
    public required IReadOnlyList<PartReport> Parts { get; init; }
}
