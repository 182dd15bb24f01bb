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

    /// <summary>Stores the weights as a blob and describes them.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="work">What was trained.</param>
    /// <param name="trained">What came of it.</param>
    /// <param name="round">0 for a release's trainings.</param>
    /// <param name="classes">Class names in the order of the logits.</param>
    /// <param name="intervals">When it was trained.</param>
    /// <param name="cancellationToken">Stops the storing.</param>
    public static async Task<ModelCard> StoreAsync(
        IObjectStore store, TrainingWork work, TrainedClassifier trained, int round, IReadOnlyList<string> classes, IReadOnlyList<WorkInterval> intervals,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(trained);
        return new ModelCard
        {
            Name = work.Name,
            Round = round,
            Weights = await store.PutBlobAsync(trained.Weights, WeightsMediaType, cancellationToken).ConfigureAwait(false),
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
        };
    }
}
