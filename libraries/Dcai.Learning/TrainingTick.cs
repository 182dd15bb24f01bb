namespace Dcai.Learning;

/// <summary>Where a training stands after a step.</summary>
/// <param name="Epoch">The running epoch, counted from 1.</param>
/// <param name="Epochs">All epochs of the training.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of a whole epoch.</param>
/// <param name="Loss">Mean cross-entropy in nats over the images of this epoch so far.</param>
/// <param name="Accuracy">Range [0, 1], over the images of this epoch so far.</param>
/// <param name="ValidationAccuracy">Range [0, 1] after the last finished epoch; null before the first, or without validation images.</param>
public sealed record TrainingTick(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, double Accuracy, double? ValidationAccuracy);
