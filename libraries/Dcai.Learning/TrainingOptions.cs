namespace Dcai.Learning;

/// <summary>How a network is trained; what is left out is the paper's recipe. Equal options and equal data give equal weights to the bit on the same machine.</summary>
public sealed record TrainingOptions
{
    /// <summary>What is trained.</summary>
    public NetworkKind Network { get; init; } = NetworkKind.Reference;

    /// <summary>K, the number of classes; at least 1.</summary>
    public required int ClassCount { get; init; }

    /// <summary>How many times every training image is seen; at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images per step. The last batch of an epoch may be smaller; it is kept.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Of Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Whether the training images are distorted, each time anew, as <see cref="Augmentation"/> does it.</summary>
    public bool Augment { get; init; }

    /// <summary>Decides the first weights, the order of the images and the distortions.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// Threads per kernel. Several trainings of one thread each beat one training of several threads.
    /// Not part of what a checkpoint is bound to, but another number may change the last bits.
    /// </summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
    }
}
