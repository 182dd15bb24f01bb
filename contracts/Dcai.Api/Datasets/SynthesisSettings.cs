namespace Dcai.Api;

/// <summary>How images are painted that the classifier gets wrong. What is left out is the paper's recipe (section 4) or, where it says nothing, ours.</summary>
public sealed record SynthesisSettings
{
    /// <summary>γ of each generator that is trained, each at least 0; the images are shared out among them, and 0 paints without looking at the classifier.</summary>
    public IReadOnlyList<double> Gammas { get; init; } = [0.5];

    /// <summary>Whether an image counts as wrong to the classifier only until it is no more than a guess; false for the paper's loss, which has no bound.</summary>
    public bool BoundClassLoss { get; init; } = true;

    /// <summary>Steps of a generator's training at most.</summary>
    public int Iterations { get; init; } = 200_000;

    /// <summary>Steps before γ begins to rise: a generator that cannot paint yet is easily misled.</summary>
    public int RampAfterIterations { get; init; }

    /// <summary>The step at which γ, which rises linearly from 0, is whole; above <see cref="RampAfterIterations"/>.</summary>
    public int RampIterations { get; init; } = 20_000;

    /// <summary>Images per step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Of Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Channels of the generator's last layers; the others have 2, 4 and 8 times as many.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Whether the discriminator sees images moved, cut out and changed in contrast.</summary>
    public bool AugmentDifferentiably { get; init; } = true;

    /// <summary>Whether each kernel of the discriminator is divided by its largest singular value.</summary>
    public bool NormaliseSpectrally { get; init; }

    /// <summary>How much of the averaged generator stays in every step, range [0, 1); 0 keeps the last weights.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Steps between two checks, each with a sheet of samples.</summary>
    public int CheckIterations { get; init; } = 1000;

    /// <summary>Checks without a smaller Fréchet distance, γ being whole, after which a training ends; 0 for never.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>A class with fewer training images is left out: a generator would learn them by heart.</summary>
    public int LeastImagesPerClass { get; init; } = 10;

    /// <summary>Images painted for the review.</summary>
    public int ImageCount { get; init; } = 1226;

    /// <summary>Noise farther from 0 is drawn again.</summary>
    public double Truncation { get; init; } = 0.7;
}
