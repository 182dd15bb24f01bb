namespace Dcai.Contracts.Documents;

/// <summary>What one part of the pipeline is worth.</summary>
public sealed record PartWorth
{
    /// <summary>cleaning, balance or augmentation.</summary>
    public required string Part { get; init; }

    /// <summary>Trainings without it; 0 where it changed no image of the release.</summary>
    public required int Trainings { get; init; }

    /// <summary>Training images without it, copies included; absent where there was no training.</summary>
    public int? Train { get; init; }

    /// <summary>Accuracy with all parts less accuracy without this one, mean over seeds, range [−1, 1]; negative where it does harm.</summary>
    public required double Worth { get; init; }

    /// <summary>Sample standard deviation of that difference over the seeds; absent for fewer than two.</summary>
    public double? WorthSd { get; init; }
}
