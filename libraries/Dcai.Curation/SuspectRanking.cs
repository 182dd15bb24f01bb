using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation;

/// <summary>Orders a pool by suspicion, by the rule that the dataset's owner chose.</summary>
/// <remarks>
/// The paper's rule is the loss itself. Every other score is turned into its percentile in the pool, so that samples with and without a label,
/// and with and without training dynamics, have one order: a sample that lacks what the score needs has the percentile of its loss. Unusual pictures
/// come before all others, except by the paper's rule, which is left as it is.
/// </remarks>
public static class SuspectRanking
{
    /// <summary>A distance must be shown by half as large a share of the pool as a margin to count as much.</summary>
    private const double DistancePenalty = 2;

    /// <summary>Every sample of the pool with its suspicion and the reason to show.</summary>
    /// <param name="ranked">What the ranker measured, all shards, in any order; samples that are unknown or no longer uncertified are passed over.</param>
    /// <param name="samples">Sample id to sample.</param>
    /// <param name="policy">The rule.</param>
    /// <param name="classes">[K] names.</param>
    /// <returns>The least suspicious first; equal ones by id.</returns>
    /// <exception cref="CurationException">A sample is ranked twice, or the score has no such name.</exception>
    public static IReadOnlyList<Suspect> Of(
        IEnumerable<RankedSample> ranked, IReadOnlyDictionary<string, Sample> samples, RankingPolicy policy, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(classes);
        RankedSample[] pool =
        [
            .. ranked
                .Where(sample => samples.TryGetValue(sample.SampleId, out var known) && known.Status == SampleStatus.Uncertified)
                .OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
        ];
        RefuseRepetitions(pool);
        var suspicions = policy.Score == RankingScores.Loss && policy.Acquisition == AcquisitionFunctions.Entropy
            ? Array.ConvertAll(pool, LossOf)
            : Suspicions(pool, samples, policy, classes);
        var distances = Percentiles.Of([.. pool.Select(sample => sample.NeighbourDistance ?? double.NaN)]);
        return
        [
            .. pool
                .Select((sample, index) => new Suspect
                {
                    Sample = samples[sample.SampleId],
                    Ranked = sample,
                    Suspicion = suspicions[index],
                    Reason = SuspicionReason.Of(sample, samples[sample.SampleId], distances[index]),
                })
                .OrderBy(suspect => suspect.Suspicion)
                .ThenBy(suspect => suspect.Sample.SampleId, StringComparer.Ordinal),
        ];
    }

    private static double[] Suspicions(RankedSample[] pool, IReadOnlyDictionary<string, Sample> samples, RankingPolicy policy, IReadOnlyList<string> classes)
    {
        var suspicions = new double[pool.Length];
        var withLabel = Enumerable.Range(0, pool.Length).ToLookup(index => samples[pool[index].SampleId].GivenLabels.Count > 0);
        Fill([.. withLabel[true]], members => LabelScores(members, samples, policy, classes));
        Fill([.. withLabel[false]], members => AcquisitionScores(members, policy));
        return suspicions;

        void Fill(int[] indexes, Func<RankedSample[], double[]> score)
        {
            RankedSample[] members = [.. indexes.Select(index => pool[index])];
            var percentiles = Percentiles.Of(score(members));
            var losses = Percentiles.Of(Array.ConvertAll(members, LossOf));
            for (var i = 0; i < indexes.Length; i++)
            {
                // An unusual picture comes before all others; within its kind the score decides.
                var unusual = samples[members[i].SampleId].Issues is null ? 0 : 1;
                suspicions[indexes[i]] = unusual + (double.IsNaN(percentiles[i]) ? losses[i] : percentiles[i]);
            }
        }
    }

    /// <summary>High is suspicious; NaN where a sample lacks what the score needs.</summary>
    private static double[] LabelScores(
        RankedSample[] pool, IReadOnlyDictionary<string, Sample> samples, RankingPolicy policy, IReadOnlyList<string> classes) => policy.Score switch
        {
            RankingScores.Loss or RankingScores.SelfConfidence => Array.ConvertAll(pool, LossOf),
            RankingScores.NormalizedMargin => OfPredictions(pool, samples, classes, predictions => Negated(LabelQuality.NormalizedMargin(predictions))),
            RankingScores.ConfidenceWeightedEntropy => OfPredictions(
                pool, samples, classes, predictions => Negated(LabelQuality.ConfidenceWeightedEntropy(predictions, certainIsGood: true))),
            RankingScores.ConfidentJoint => OfPredictions(pool, samples, classes, OffDiagonalFirst),
            RankingScores.AreaUnderMargin => Array.ConvertAll(pool, sample => -sample.Dynamics?.AreaUnderMargin ?? double.NaN),
            RankingScores.ForgettingEvents => Array.ConvertAll(
                pool, sample => sample.Dynamics is { } dynamics ? TrainingDynamics.ForgettingSuspicion(dynamics) : double.NaN),
            RankingScores.El2n => Array.ConvertAll(pool, sample => sample.Dynamics?.El2n ?? double.NaN),
            RankingScores.GraNd => Array.ConvertAll(pool, sample => sample.Dynamics?.GraNd ?? double.NaN),
            RankingScores.OutOfDistribution => Array.ConvertAll(pool, sample => sample.NeighbourDistance ?? double.NaN),
            RankingScores.Combined => Combined(pool),
            _ => throw new CurationException(
                $"there is no score '{policy.Score}'", "ranking of the pool", $"Choose one of {string.Join(", ", RankingScores.All)}."),
        };

    private static double[] AcquisitionScores(RankedSample[] pool, RankingPolicy policy) => policy.Acquisition switch
    {
        AcquisitionFunctions.Entropy => Array.ConvertAll(pool, LossOf),
        AcquisitionFunctions.Margin => Array.ConvertAll(pool, NegatedMargin),
        AcquisitionFunctions.LeastConfidence => Array.ConvertAll(pool, sample => -sample.Confidence),
        AcquisitionFunctions.Bald => Array.ConvertAll(pool, sample => sample.Bald ?? double.NaN),
        AcquisitionFunctions.Coreset => Array.ConvertAll(pool, sample => -sample.CoresetRank ?? double.NaN),
        _ => throw new CurationException(
            $"there is no acquisition function '{policy.Acquisition}'", "ranking of the pool", $"Choose one of {string.Join(", ", AcquisitionFunctions.All)}."),
    };

    // The narrowest margin is asked for first, and suspicion is asked for from the top.
    private static double NegatedMargin(RankedSample sample) => IsFinite(sample.Probabilities)
        ? -Acquisition.Margin(PredictedProbabilities.Of([sample.Probabilities!], sample.Probabilities!.Count))[0]
        : double.NaN;

    /// <summary>
    /// An image is as suspicious as its strongest sign: the area under the margin (the loss, where a sample has no dynamics), which finds wrong labels,
    /// or the distance to its neighbours, which finds images of nothing. Each sign counts by the share of the pool that shows it as strongly;
    /// a distance must be shown by half as large a share to count as much.
    /// </summary>
    /// <remarks>
    /// The smallest of weighted tail probabilities: Tippett 1931, The Methods of Statistics; weights as in Genovese, Roeder and Wasserman 2006,
    /// "False discovery control with p-value weighting", Biometrika 93.
    /// </remarks>
    private static double[] Combined(RankedSample[] pool)
    {
        var margins = Percentiles.Of(Array.ConvertAll(pool, sample => -sample.Dynamics?.AreaUnderMargin ?? double.NaN));
        var losses = Percentiles.Of(Array.ConvertAll(pool, LossOf));
        var distances = Percentiles.Of(Array.ConvertAll(pool, sample => sample.NeighbourDistance ?? double.NaN));
        return [.. Enumerable.Range(0, pool.Length).Select(Strongest)];

        double Strongest(int index)
        {
            var label = 1 - (double.IsNaN(margins[index]) ? losses[index] : margins[index]);
            var distance = double.IsNaN(distances[index]) ? 1 : DistancePenalty * (1 - distances[index]);
            return -Math.Min(label, distance);
        }
    }

    private static double[] OfPredictions(
        RankedSample[] pool, IReadOnlyDictionary<string, Sample> samples, IReadOnlyList<string> classes, Func<LabelledPredictions, double[]> score)
    {
        var labels = Array.ConvertAll(pool, sample => samples[sample.SampleId].GivenLabels is [var label] ? IndexOf(classes, label) : -1);
        int[] usable = [.. Enumerable.Range(0, pool.Length).Where(index => labels[index] >= 0 && IsFinite(pool[index].Probabilities))];
        var scores = new double[pool.Length];
        Array.Fill(scores, double.NaN);
        if (usable.Length == 0)
        {
            return scores;
        }

        var probabilities = PredictedProbabilities.Of([.. usable.Select(index => pool[index].Probabilities!)], classes.Count);
        var found = score(new LabelledPredictions(probabilities, [.. usable.Select(index => labels[index])]));
        for (var i = 0; i < usable.Length; i++)
        {
            scores[usable[i]] = found[i];
        }

        return scores;
    }

    /// <summary>What confident learning finds comes before everything else; both parts by normalised margin.</summary>
    private static double[] OffDiagonalFirst(LabelledPredictions predictions)
    {
        var scores = Negated(LabelQuality.NormalizedMargin(predictions));
        foreach (var issue in LabelIssues.Find(predictions, LabelIssueFilter.ConfidentLearning))
        {
            scores[issue] += 1;
        }

        return scores;
    }

    private static double[] Negated(double[] quality) => Array.ConvertAll(quality, score => -score);

    /// <summary>A model that broke down gives no probabilities; its loss, then infinite, speaks for itself.</summary>
    private static bool IsFinite(IReadOnlyList<double>? probabilities) => probabilities is not null && probabilities.All(double.IsFinite);

    private static int IndexOf(IReadOnlyList<string> classes, string label)
    {
        for (var index = 0; index < classes.Count; index++)
        {
            if (classes[index] == label)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>A loss that is no number counts as the largest: nothing is more suspicious than an image on which the model breaks down.</summary>
    private static double LossOf(RankedSample sample) => double.IsNaN(sample.Loss) ? double.PositiveInfinity : sample.Loss;

    private static void RefuseRepetitions(RankedSample[] pool)
    {
        for (var index = 1; index < pool.Length; index++)
        {
            if (pool[index].SampleId == pool[index - 1].SampleId)
            {
                throw new CurationException(
                    $"sample {pool[index].SampleId} is ranked twice",
                    "round review",
                    "Rank the round again: its shards overlap.");
            }
        }
    }
}
