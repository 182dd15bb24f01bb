using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.Ranker;

/// <summary>Turns what was measured into the rows of a ranking.</summary>
internal static class SampleRanking
{
    /// <summary>The rows of a shard.</summary>
    /// <param name="samples">[N] sorted by id.</param>
    /// <param name="measured">Out-of-sample: no model was asked about what it learned from.</param>
    /// <param name="dynamics">How the trainings that did learn from them fared.</param>
    /// <param name="curation">Classes and ranking policy.</param>
    /// <returns>[N] rows in the order of the samples. Several given labels: the one that fits best counts. None: the entropy of the prediction.</returns>
    public static IReadOnlyList<RankedSample> Rows(
        IReadOnlyList<Sample> samples, PoolMeasurement measured, IReadOnlyDictionary<string, SampleDynamics> dynamics, CurationSettings curation)
    {
        var classes = curation.Classes;
        var probabilities = Probabilities.Softmax(measured.Logits, classes.Count);
        var suggestions = ClassificationMetrics.PredictedClasses(measured.Logits, classes.Count);
        var wantsProbabilities = curation.Ranking.Score != RankingScores.Loss || curation.Ranking.Acquisition == AcquisitionFunctions.Margin;
        return [.. samples.Select((sample, index) =>
        {
            var row = probabilities.AsSpan(index * classes.Count, classes.Count);
            return new RankedSample
            {
                SampleId = sample.SampleId,
                Loss = Loss(sample, measured.Logits.AsSpan(index * classes.Count, classes.Count), row, classes),
                SuggestedLabel = classes[suggestions[index]],
                Confidence = row[suggestions[index]],
                Probabilities = wantsProbabilities ? Array.ConvertAll(row.ToArray(), probability => (double)probability) : null,
                NeighbourDistance = Finite(measured.NeighbourDistances, index),
                NeighbourAgreement = Finite(measured.NeighbourAgreements, index),
                Bald = curation.Ranking.Acquisition == AcquisitionFunctions.Bald ? measured.Bald[index] : null,
                CoresetRank = measured.CoresetRanks?[index],
                Dynamics = dynamics.GetValueOrDefault(sample.SampleId),
            };
        })];
    }

    private static double? Finite(double[]? values, int index) => values is not null && double.IsFinite(values[index]) ? values[index] : null;

    private static double Loss(Sample sample, ReadOnlySpan<float> logits, ReadOnlySpan<float> probabilities, IReadOnlyList<string> classes)
    {
        var smallest = double.PositiveInfinity;
        for (var index = 0; index < classes.Count; index++)
        {
            if (sample.GivenLabels.Contains(classes[index]))
            {
                smallest = Math.Min(smallest, SampleLoss.CrossEntropy(logits, [index], classes.Count)[0]);
            }
        }

        return double.IsFinite(smallest) ? smallest : MemberView.Entropy(probabilities);
    }
}
