namespace Dcai.Learning;

/// <summary>What one epoch of training gave.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="TrainLoss">Mean cross-entropy over the training images in nats, each taken in the step that trained on it. Low is good.</param>
/// <param name="TrainAccuracy">Range [0, 1], likewise.</param>
/// <param name="ValidationLoss">Mean cross-entropy over the validation images in nats, after the epoch; NaN without validation images.</param>
/// <param name="ValidationAccuracy">Range [0, 1], likewise.</param>
/// <param name="Seconds">Time spent on the epoch, validation included, pauses between slices not.</param>
public sealed record EpochMetrics(
    int Epoch, double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy, double Seconds);
