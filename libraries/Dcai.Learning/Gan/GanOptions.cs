namespace Dcai.Learning;

/// <summary>How a generator is trained that paints what a classifier gets wrong. Equal options, images and classifier give equal weights to the bit on the same machine, with one thread.</summary>
/// <remarks>The defaults are the paper's (section 4) where it gives a number.</remarks>
public sealed record GanOptions
{
    /// <summary>K; every label is below it.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Steps at most; each trains the discriminator once and the generator once.</summary>
    public int Iterations { get; init; } = 200_000;

    /// <summary>Images per step, real ones and painted ones each.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Of Adam, for both networks.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>δ: how much it counts that the discriminator takes a painted image for a real one.</summary>
    public double RealWeight { get; init; } = 1;

    /// <summary>γ at its largest: how much it counts that the classifier gets a painted image wrong; 0 for a plain conditional generator.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>Whether an image that the classifier takes for its class no more often than by chance counts no further: its cross-entropy counts up to ln K.</summary>
    /// <remarks>Without that, as in the paper, the classifier's part of the loss has no bound, and nothing like the class misleads it best.</remarks>
    public bool BoundClassLoss { get; init; } = true;

    /// <summary>Steps before γ begins to rise: a generator that cannot paint yet is easily misled.</summary>
    public int RampAfterIterations { get; init; }

    /// <summary>The step at which γ, which rises linearly from 0, reaches its largest value; above <see cref="RampAfterIterations"/>.</summary>
    public int RampIterations { get; init; } = 20_000;

    /// <summary>How many numbers the generator is given beside the class.</summary>
    public int NoiseSize { get; init; } = 64;

    /// <summary>Channels of the generator's last layers; the others have 2, 4 and 8 times as many.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Whether the discriminator sees all images moved, cut out and changed in contrast, so that it cannot learn a few of them by heart.</summary>
    /// <remarks>Zhao et al. 2020, https://arxiv.org/abs/2006.10738.</remarks>
    public bool AugmentDifferentiably { get; init; } = true;

    /// <summary>Whether each kernel of the discriminator is divided by its largest singular value.</summary>
    /// <remarks>Miyato et al. 2018, https://arxiv.org/abs/1802.05957.</remarks>
    public bool NormaliseSpectrally { get; init; }

    /// <summary>How much of the averaged generator, which is the one that is kept, stays in every step; range [0, 1), 0 keeps the last weights.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Steps between two checks.</summary>
    public int CheckIterations { get; init; } = 1000;

    /// <summary>Images painted for a check.</summary>
    public int CheckImages { get; init; } = 512;

    /// <summary>Checks with the whole γ and without a smaller Fréchet distance after which the training ends; 0 for never.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Steps before the first check that may find the training failed.</summary>
    public int WarmUpIterations { get; init; } = 2000;

    /// <summary>The training ends when the classifier, having recognised twice this share of the painted images or more, recognises less than it, range [0, 0.5]: what it never recognises is no edge case.</summary>
    public double SmallestAgreement { get; init; } = 0.2;

    /// <summary>The training counts as collapsed when the images of a class vary less than this share of what the real ones do, range [0, 1].</summary>
    public double SmallestDiversity { get; init; } = 0.05;

    /// <summary>How often a training that failed goes back to its last good check, each time with half the learning rate.</summary>
    public int MostRollbacks { get; init; } = 2;

    /// <summary>Decides the first weights, the order of the images, the noise and the distortions.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads per kernel; see <see cref="TrainingOptions.Threads"/>.</summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ClassCount, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Iterations);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(RealWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(Gamma);
        ArgumentOutOfRangeException.ThrowIfNegative(RampAfterIterations);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RampIterations, RampAfterIterations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(NoiseSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(CheckIterations);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckImages, 2 * ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUpIterations);
        ArgumentOutOfRangeException.ThrowIfNegative(MostRollbacks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        RequireShare(nameof(AverageDecay), AverageDecay, AverageDecay < 1);
        RequireShare(nameof(SmallestAgreement), SmallestAgreement, SmallestAgreement <= 0.5);
        RequireShare(nameof(SmallestDiversity), SmallestDiversity, SmallestDiversity <= 1);
    }

    private static void RequireShare(string name, double value, bool isSmallEnough)
    {
        if (!(value >= 0 && isSmallEnough))
        {
            throw new ArgumentOutOfRangeException(name, value, "It must be a share.");
        }
    }
}
