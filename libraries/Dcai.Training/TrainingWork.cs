using Dcai.Learning;

namespace Dcai.Training;

/// <summary>A command that trains the reference network.</summary>
public sealed record TrainingWork
{
    public required string DatasetId { get; init; }

    public required string CommandId { get; init; }

    /// <summary>What people are shown beside the progress: training, evaluating.</summary>
    public required string Activity { get; init; }

    /// <summary>What is trained, for people: round 2, fold 3 of 8.</summary>
    public required string Name { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>Training time between two checkpoints.</summary>
    public required TimeSpan Slice { get; init; }

    public required LabelledImages Train { get; init; }

    /// <summary>At least one image: the best epoch is chosen by it.</summary>
    public required LabelledImages Validation { get; init; }
}
