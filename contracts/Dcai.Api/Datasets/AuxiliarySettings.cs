namespace Dcai.Api;

/// <summary>How auxiliary models are trained, beyond epochs and batch size. What is left out is the paper's recipe.</summary>
public sealed record AuxiliarySettings
{
    /// <summary>How an image's bytes become the network's input: reference, antialiased or ink.</summary>
    public string Preprocessing { get; init; } = "reference";

    /// <summary>Height and width of the input, pixels.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>reference or compact.</summary>
    public string Network { get; init; } = "reference";

    /// <summary>M: trainings that differ in their seed; their probabilities are averaged.</summary>
    public int EnsembleSize { get; init; } = 1;

    /// <summary>Whether models learn from the given labels of what nobody has certified, too; each sample is then ranked by models that were not trained on it.</summary>
    public bool LearnGivenLabels { get; init; }

    /// <summary>F: where given labels are learned, member m leaves out fold m modulo F of what nobody has certified.</summary>
    public int OutOfSampleFolds { get; init; } = 5;

    /// <summary>Of Adam.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Whether the learning rate falls to zero along half a cosine; the weights of the last epoch are then kept, not those of the best.</summary>
    public bool CosineSchedule { get; init; }

    /// <summary>Share of a batch in the running statistics of batch norm, range (0, 1]; absent for the network's own (reference: 0.01).</summary>
    public double? BatchNormMomentum { get; init; }

    /// <summary>Whether a round begins with the last round's weights.</summary>
    public bool WarmStart { get; init; }

    /// <summary>Epochs without a better validation accuracy after which a training ends; 0 for never.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>Whether every class is drawn equally often.</summary>
    public bool ClassWeightedSampling { get; init; }

    /// <summary>Range [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>α of mixup's Beta distribution; 0 for none.</summary>
    public double MixupAlpha { get; init; }

    /// <summary>Whether probabilities are calibrated by a temperature on the validation images.</summary>
    public bool Calibrate { get; init; }

    /// <summary>Epochs of masked-autoencoder training over all images before each auxiliary training that does not begin with the last round's weights; 0 for none.</summary>
    public int PretrainingEpochs { get; init; }

    /// <summary>In the order in which they are applied; absent for the paper's six kinds.</summary>
    public IReadOnlyList<AugmentationSetting>? Augmentation { get; init; }
}
