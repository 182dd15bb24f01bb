namespace Dcai.Learning;

/// <summary>The result of a finished training.</summary>
public sealed record TrainedClassifier
{
    /// <summary>The weights of the best epoch as safetensors, for <see cref="Classifier.Load"/>. Holds no times: equal trainings give equal bytes.</summary>
    public required byte[] Weights { get; init; }

    /// <summary>The epoch, counted from 1, whose weights were kept: the first with the highest validation accuracy; the last one without validation images, or where the options say so.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The metrics of that epoch.</summary>
    public required EpochMetrics Best { get; init; }

    /// <summary>The metrics of every epoch.</summary>
    public required IReadOnlyList<EpochMetrics> History { get; init; }

    /// <summary>Mean time of an epoch.</summary>
    public required double SecondsPerEpochMean { get; init; }

    /// <summary>Sample standard deviation (n − 1) of the time of an epoch; 0 for a single epoch.</summary>
    public required double SecondsPerEpochStandardDeviation { get; init; }

    /// <summary>Time spent training and validating, over all slices.</summary>
    public required double SecondsTraining { get; init; }

    /// <summary>float32 [N, K] row-major logits of the validation images under these weights; empty without them. For a temperature, see <see cref="Classifier.WithTemperature"/>.</summary>
    public required float[] ValidationLogits { get; init; }

    /// <summary>How the training fared with each of its images; null where it was not recorded.</summary>
    public ClassifierDynamics? Dynamics { get; init; }
}
