namespace Dcai.Learning;

/// <summary>The result of a finished pre-training.</summary>
public sealed record PretrainedTrunk
{
    /// <summary>The trunk's weights as safetensors, for <see cref="InitialWeights"/>. Holds no times: equal trainings give equal bytes.</summary>
    public required byte[] Weights { get; init; }

    /// <summary>The metrics of every epoch.</summary>
    public required IReadOnlyList<PretrainingEpoch> History { get; init; }
}

/// <summary>What one epoch of pre-training gave.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean squared error over hidden pixels; 1 is 127.5 gray levels, or a patch's standard deviation where patches are normalised. Low is good.</param>
/// <param name="Seconds">Time spent on the epoch, pauses between slices not.</param>
public sealed record PretrainingEpoch(int Epoch, double Loss, double Seconds);

/// <summary>Where a pre-training stands after a step.</summary>
/// <param name="Epoch">The running epoch, counted from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of a whole epoch.</param>
/// <param name="Loss">Like <see cref="PretrainingEpoch.Loss"/>, over the images of this epoch so far.</param>
public sealed record PretrainingTick(int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss);
