using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Training;

/// <summary>Writes down what a training made.</summary>
public static class ModelCards
{
    /// <summary>Media type of weights.</summary>
    public const string WeightsMediaType = "application/vnd.safetensors";

    /// <summary>Stores the weights as a blob and describes them; the probabilities were not calibrated.</summary>
    /// <inheritdoc cref="StoreAsync(IObjectStore, TrainingWork, TrainedClassifier, int, IReadOnlyList{string}, IReadOnlyList{WorkInterval}, ModelCalibration?, CancellationToken)"/>
    public static Task<ModelCard> StoreAsync(
        IObjectStore store, TrainingWork work, TrainedClassifier trained, int round, IReadOnlyList<string> classes, IReadOnlyList<WorkInterval> intervals,
        CancellationToken cancellationToken) =>
        StoreAsync(store, work, trained, round, classes, intervals, calibration: null, cancellationToken);

    /// <summary>Stores the weights as a blob, and how the training fared with its samples where that was noted, and describes both.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="work">What was trained.</param>
    /// <param name="trained">What came of it.</param>
    /// <param name="round">0 for a release's trainings.</param>
    /// <param name="classes">Class names in the order of the logits.</param>
    /// <param name="intervals">When it was trained.</param>
    /// <param name="calibration">Its temperature goes into the weights' metadata too; null where it was not calibrated.</param>
    /// <param name="cancellationToken">Stops the storing.</param>
    public static async Task<ModelCard> StoreAsync(
        IObjectStore store, TrainingWork work, TrainedClassifier trained, int round, IReadOnlyList<string> classes, IReadOnlyList<WorkInterval> intervals,
        ModelCalibration? calibration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(trained);
        var weights = calibration is null ? trained.Weights : Classifier.WithTemperature(trained.Weights, calibration.Temperature);
        return new ModelCard
        {
            Name = work.Name,
            Round = round,
            Weights = await store.PutBlobAsync(weights, WeightsMediaType, cancellationToken).ConfigureAwait(false),
            Classes = classes,
            TrainCount = work.Train.Count,
            ValidationCount = work.Validation.Count,
            BestEpoch = trained.BestEpoch,
            TrainAccuracy = trained.Best.TrainAccuracy,
            ValidationAccuracy = trained.Best.ValidationAccuracy,
            SecondsPerEpochMean = trained.SecondsPerEpochMean,
            SecondsPerEpochSd = trained.SecondsPerEpochStandardDeviation,
            Seed = work.Options.Seed,
            History = [.. trained.History.Select(epoch => new EpochRecord
            {
                Epoch = epoch.Epoch,
                TrainLoss = epoch.TrainLoss,
                TrainAccuracy = epoch.TrainAccuracy,
                ValidationLoss = epoch.ValidationLoss,
                ValidationAccuracy = epoch.ValidationAccuracy,
                Seconds = epoch.Seconds,
            })],
            Intervals = intervals,
            Member = work.Member,
            HeldOutFold = work.HeldOutFold,
            Preprocessing = work.Preprocessing,
            ImageSize = work.Train.Height,
            Network = NameOf(work.Options.Network),
            Temperature = calibration?.Temperature ?? 1,
            ExpectedCalibrationError = calibration?.ExpectedCalibrationError,
            Dynamics = trained.Dynamics is { } dynamics ? await ModelDynamics.StoreAsync(store, dynamics, cancellationToken).ConfigureAwait(false) : null,
        };
    }

    private static string NameOf(NetworkKind network) => network switch
    {
        NetworkKind.Reference => Networks.Reference,
        NetworkKind.Compact => Networks.Compact,
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "There is no such network."),
    };
}
