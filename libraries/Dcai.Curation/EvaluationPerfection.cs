using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation;

/// <summary>Sets beside each round what a perfect ranker would have got confirmed on the same pool with the same counts.</summary>
public static class EvaluationPerfection
{
    /// <summary>Completes the rows of table 1.</summary>
    /// <param name="rounds">In any order.</param>
    /// <param name="reviews">All reviews of the dataset.</param>
    /// <param name="samples">All samples of the released snapshot.</param>
    /// <returns>
    /// The rows in their order. A round's pool is what had arrived by its review's snapshot and was decided by that review or a later one; where
    /// a part of it is undecided, its row stays as it is.
    /// </returns>
    public static IReadOnlyList<RoundMetrics> Complete(IReadOnlyList<RoundMetrics> rounds, IReadOnlyCollection<Review> reviews, IReadOnlyCollection<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(reviews);
        ArgumentNullException.ThrowIfNull(samples);
        var snapshots = reviews.ToDictionary(review => review.ReviewId, review => review.Snapshot, StringComparer.Ordinal);
        return
        [
            .. rounds.Select(round => reviews.FirstOrDefault(review => review.Purpose == ReviewPurpose.Round && review.Round == round.Round) is { } review
                ? Complete(round, review, snapshots, samples)
                : round),
        ];
    }

    private static RoundMetrics Complete(
        RoundMetrics round, Review review, Dictionary<string, int> snapshots, IReadOnlyCollection<Sample> samples)
    {
        Sample[] pool = [.. samples.Where(sample => sample.ArrivedIn <= review.Snapshot && !(DecidedAt(sample) < review.Snapshot))];
        if (Array.Exists(pool, sample => DecidedAt(sample) is null))
        {
            return round;
        }

        var perfect = PerfectRanker.Of(
            pool.Length,
            pool.Count(IsIssue),
            review.Items.Count(item => item.End == ReviewEnd.LikelyValid),
            review.Items.Count(item => item.End == ReviewEnd.LikelyInvalid));
        return round with
        {
            PerfectPipelineAccuracy = perfect.Overall,
            PerfectLikelyValidAccuracy = perfect.LikelyValid,
            PerfectLikelyInvalidAccuracy = perfect.LikelyInvalid,
        };

        int? DecidedAt(Sample sample) =>
            sample.Status != SampleStatus.Uncertified && sample.Review is { } decidedBy && snapshots.TryGetValue(decidedBy, out var snapshot) ? snapshot : null;
    }

    /// <summary>What confirms a flag as likely invalid; an image that came without a label is no issue once it has one.</summary>
    private static bool IsIssue(Sample sample) =>
        sample.Status == SampleStatus.Removed || (sample.GivenLabels.Count > 0 && !sample.GivenLabels.Contains(sample.CertifiedLabel!));
}
