using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.Training;

/// <summary>A command that trains a network.</summary>
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

    /// <summary>One of <see cref="Preprocessings"/>: how the images became pixels.</summary>
    public string Preprocessing { get; init; } = Preprocessings.Reference;

    /// <summary>0-based number of the model in its ensemble.</summary>
    public int Member { get; init; }

    /// <summary>The fold of the pool that it is not trained on; absent where it sees no pool.</summary>
    public int? HeldOutFold { get; init; }

    /// <summary>safetensors whose fitting tensors the training begins with; read once, at the start.</summary>
    public Descriptor? InitialWeights { get; init; }

    /// <summary>What the trunk learns before the training; absent for nothing.</summary>
    public PretrainingWork? Pretraining { get; init; }
}
