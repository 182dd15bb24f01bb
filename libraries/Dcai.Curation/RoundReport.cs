using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>One row of the paper's table 1.</summary>
public static class RoundReport
{
    /// <summary>Puts together what is known when the review of a round is closed.</summary>
    /// <param name="review">The round's review.</param>
    /// <param name="batches">The decisions that closed it.</param>
    /// <param name="model">The round's auxiliary model.</param>
    /// <param name="counts">Of the snapshot from which the round's training set was composed.</param>
    public static RoundMetrics Of(Review review, IEnumerable<DecisionBatch> batches, ModelCard model, SnapshotCounts counts)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(counts);
        var accuracy = PipelineAccuracy.Of(review, batches);
        return new RoundMetrics
        {
            Round = review.Round,
            Train = model.TrainCount,
            Validation = model.ValidationCount,
            TrainAccuracy = model.TrainAccuracy,
            ValidationAccuracy = model.ValidationAccuracy,
            PipelineAccuracy = accuracy.Overall,
            LikelyValidAccuracy = accuracy.LikelyValid,
            LikelyInvalidAccuracy = accuracy.LikelyInvalid,
            ValidatedRatio = counts.Samples == 0 ? 0 : (double)(counts.Certified + counts.Removed) / counts.Samples,
            SecondsPerEpochMean = model.SecondsPerEpochMean,
            SecondsPerEpochSd = model.SecondsPerEpochSd,
        };
    }
}
