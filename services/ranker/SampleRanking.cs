using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.Ranker;

/// <summary>Turns logits into the rows of a ranking.</summary>
internal static class SampleRanking
{
    /// <summary>Scores samples by their loss (paper, step 3).</summary>
    /// <param name="samples">[N] sorted by id.</param>
    /// <param name="logits">float32 [N, K] out-of-sample: the model was not trained on these samples.</param>
    /// <param name="classes">[K] names.</param>
    /// <returns>[N] rows in the order of the samples. Several given labels: the one that fits best counts. None: the entropy of the prediction.</returns>
    public static IReadOnlyList<RankedSample> ByLoss(IReadOnlyList<Sample> samples, float[] logits, IReadOnlyList<string> classes)
    {
        var probabilities = Probabilities.Softmax(logits, classes.Count);
        var suggestions = ClassificationMetrics.PredictedClasses(logits, classes.Count);
        return [.. samples.Select((sample, index) =>
        {
            var row = probabilities.AsSpan(index * classes.Count, classes.Count);
            return new RankedSample
            {
                SampleId = sample.SampleId,
                Loss = Loss(sample, logits.AsSpan(index * classes.Count, classes.Count), row, classes),
                SuggestedLabel = classes[suggestions[index]],
                Confidence = row[suggestions[index]],
            };
        })];
    }

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

        return double.IsFinite(smallest) ? smallest : Entropy(probabilities);
    }

    private static double Entropy(ReadOnlySpan<float> probabilities)
    {
        var entropy = 0.0;
        foreach (var probability in probabilities)
        {
            entropy -= probability > 0 ? probability * Math.Log(probability) : 0;
        }

        return entropy;
    }
}
