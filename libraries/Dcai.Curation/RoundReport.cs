using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>One row of the paper's table 1.</summary>
public static class RoundReport
{
    /// <summary>Puts together what is known when the review of a round is closed.</summary>
    /// <param name="review">The round's review.</param>
    /// <param name="batches">The decisions that closed it.</param>
    /// <param name="models">The round's auxiliary models, at least one.</param>
    /// <param name="counts">Of the snapshot from which the round's training set was composed.</param>
    public static RoundMetrics Of(Review review, IEnumerable<DecisionBatch> batches, IReadOnlyList<ModelCard> models, SnapshotCounts counts)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        ArgumentNullException.ThrowIfNull(counts);
        DecisionBatch[] closing = [.. batches];
        var accuracy = PipelineAccuracy.Of(review, closing);
        return new RoundMetrics
        {
            Round = review.Round,
            Train = (int)Math.Round(models.Average(model => model.TrainCount)),
            Validation = models[0].ValidationCount,
            TrainAccuracy = models.Average(model => model.TrainAccuracy),
            ValidationAccuracy = models.Average(model => model.ValidationAccuracy),
            PipelineAccuracy = accuracy.Overall,
            LikelyValidAccuracy = accuracy.LikelyValid,
            LikelyInvalidAccuracy = accuracy.LikelyInvalid,
            ValidatedRatio = counts.Samples == 0 ? 0 : (double)(counts.Certified + counts.Removed) / counts.Samples,
            SecondsPerEpochMean = models.Average(model => model.SecondsPerEpochMean),
            SecondsPerEpochSd = models.Average(model => model.SecondsPerEpochSd),
            EnsembleSize = models.Count,
            ExpectedCalibrationError = models.Average(model => model.ExpectedCalibrationError),
            Audit = BulkCertification.Decide(review, closing),
        };
    }
}
