using System.Text.Json.Serialization;

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

    /// <summary>Of Adam; the first one where it falls.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Whether the learning rate falls to zero along half a cosine, step by step over all epochs.</summary>
    /// <remarks>Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983, eq. 5 without restarts.</remarks>
    public bool CosineSchedule { get; init; }

    /// <summary>
    /// How much of a batch enters the running statistics of batch norm, range (0, 1]; null for what the network says: 0.01 for the reference
    /// network, which wants a few hundred steps before its statistics are worth something.
    /// </summary>
    public double? BatchNormMomentum { get; init; }

    /// <summary>Epochs without a better validation accuracy after which the training ends; 0 for never. Without validation images it never does.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>Whether the weights of the last epoch are the result, whatever the validation accuracy; then no training stops early.</summary>
    public bool KeepLastEpoch { get; init; }

    /// <summary>
    /// Whether every class that has images is drawn equally often; an epoch then has as many images as the set, but those of a small class
    /// several times, and of a large class not all.
    /// </summary>
    public bool ClassWeightedSampling { get; init; }

    /// <summary>How much of each target is spread evenly over all classes; range [0, 1).</summary>
    /// <remarks>Szegedy et al. 2015, https://arxiv.org/abs/1512.00567, section 7.</remarks>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// α of the Beta(α, α) from which each step draws how much of each image is replaced by another one of its batch; at least 0.01, or 0 for
    /// no mixing. Training losses are then those of the mixed images, and accuracies count the label with the larger part.
    /// </summary>
    /// <remarks>Zhang et al. 2018, https://arxiv.org/abs/1710.09412; one draw per batch, as in the authors' own code.</remarks>
    public double MixupAlpha { get; init; }

    /// <summary>Whether the training images are distorted, each time anew, as <see cref="Augmentation"/> says.</summary>
    public bool Augment { get; init; }

    /// <summary>How they are distorted; null for <see cref="AugmentationPolicy.Paper"/>.</summary>
    [JsonConverter(typeof(AugmentationPolicyConverter))]
    public AugmentationPolicy? Augmentation { get; init; }

    /// <summary>Whether to keep how the training fares with each of its images, for <see cref="TrainedClassifier.Dynamics"/>.</summary>
    public bool RecordDynamics { get; init; }

    /// <summary>
    /// Whether <see cref="ClassifierDynamics.GradientNorms"/> are measured too: one backward pass per image, once. Asks for <see cref="RecordDynamics"/>.
    /// </summary>
    public bool RecordGradientNorms { get; init; }

    /// <summary>Decides the first weights, the order of the images, the distortions and the mixing.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// Threads per kernel. Several trainings of one thread each beat one training of several threads.
    /// Not part of what a checkpoint is bound to, but another number may change the last bits.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The epoch at which the early scores are taken: a third of all, rounded up, but at most the 20th. Where dynamics are recorded, the
    /// training does not stop before it.
    /// </summary>
    /// <remarks>Paul et al. 2021, https://arxiv.org/abs/2107.07075, take EL2N after 10 to 20 epochs of 200; a short training is not ready after a tenth.</remarks>
    [JsonIgnore]
    public int EarlyEpoch => Math.Min(20, (Epochs + 2) / 3);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(EarlyStoppingPatience);
        CheckRange(BatchNormMomentum is null or (> 0 and <= 1), nameof(BatchNormMomentum), BatchNormMomentum, "above 0 and at most 1");
        CheckRange(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "at least 0 and below 1");
        CheckRange(MixupAlpha is 0 or (>= 0.01 and <= 1000), nameof(MixupAlpha), MixupAlpha, "0, or from 0.01 to 1000");
        CheckRange(RecordDynamics || !RecordGradientNorms, nameof(RecordGradientNorms), RecordGradientNorms, "left out where dynamics are not recorded");
    }

    private static void CheckRange(bool holds, string name, object? value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"It must be {expected}.");
        }
    }
}
