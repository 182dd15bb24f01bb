namespace Dcai.Learning;

/// <summary>How a trunk is pre-trained. Equal options and equal images give equal weights to the bit on the same machine.</summary>
public sealed record MaskedAutoencoderOptions
{
    /// <summary>Whose trunk is pre-trained.</summary>
    public NetworkKind Network { get; init; } = NetworkKind.Reference;

    /// <summary>How many times every image is seen; at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images per step. The last batch of an epoch may be smaller; it is kept.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Of Adam; it falls to zero along half a cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>H = W of a patch, pixels; the images' height and width are multiples of it.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>How many of an image's patches are hidden, range (0, 1).</summary>
    public double MaskedShare { get; init; } = 0.6;

    /// <summary>Whether what is to be reconstructed is each patch's deviation from its own mean, divided by its own standard deviation.</summary>
    public bool NormalisePatches { get; init; }

    /// <summary>Decides the first weights, the order of the images and the masks.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads per kernel; see <see cref="TrainingOptions.Threads"/>.</summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (MaskedShare is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MaskedShare), MaskedShare, "It must be above 0 and below 1.");
        }
    }
}
