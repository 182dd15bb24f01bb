namespace Dcai.Learning;

/// <summary>How a training fared with each of its images and the label it was given. In-sample: these are the images that it learned from.</summary>
/// <remarks>
/// The scores come from the very passes that trained: distorted images, batch statistics, weights as they were at that step. Where an
/// epoch does not show every image once and unmixed (mixup, class-weighted sampling), they come from one pass in evaluation over the
/// undistorted images after each epoch instead.
/// </remarks>
public sealed record ClassifierDynamics
{
    /// <summary>[N] in the order of the training images.</summary>
    public required IReadOnlyList<string> SampleIds { get; init; }

    /// <summary>float64 [N]: mean over epochs of the label's logit minus the largest other one; low is suspicious. 0 where there is one class only.</summary>
    /// <remarks>Pleiss et al. 2020, https://arxiv.org/abs/2001.10528, eq. 1 and 2.</remarks>
    public required double[] AreaUnderMargin { get; init; }

    /// <summary>int32 [N]: how often an image that was classified as labelled was no longer so at its next turn; high is suspicious.</summary>
    /// <remarks>Toneva et al. 2019, https://arxiv.org/abs/1812.05159, section 3.</remarks>
    public required int[] ForgettingEvents { get; init; }

    /// <summary>[N]: whether the image was never classified as labelled; their forgetting events are 0 and say nothing.</summary>
    public required bool[] NeverLearned { get; init; }

    /// <summary>float32 [N]: length of the difference between probabilities and label at <see cref="TrainingOptions.EarlyEpoch"/>, range [0, √2]; high is suspicious.</summary>
    /// <remarks>Paul et al. 2021, https://arxiv.org/abs/2107.07075, definition 2.3.</remarks>
    public required float[] El2n { get; init; }

    /// <summary>
    /// float32 [N]: norm of the gradient of the image's own cross-entropy with respect to all weights after <see cref="TrainingOptions.EarlyEpoch"/>,
    /// in evaluation and without distortion; high is suspicious. Null where it was not asked for.
    /// </summary>
    /// <remarks>Paul et al. 2021, definition 2.1.</remarks>
    public float[]? GradientNorms { get; init; }
}
