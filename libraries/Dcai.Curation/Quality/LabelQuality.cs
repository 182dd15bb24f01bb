namespace Dcai.Curation.Quality;

/// <summary>How much each given label is to be trusted: float64 [N] in [0, 1], low is suspicious. Needs out-of-sample probabilities.</summary>
/// <remarks>
/// Kuan and Mueller 2022, "Model-agnostic label quality scoring to detect real-world label errors"; the definitions, clipping included,
/// are those of cleanlab 2.9.0 (get_label_quality_scores).
/// </remarks>
public static class LabelQuality
{
    private const double LeastDivisor = 1e-6;

    /// <summary>The probability of the given label.</summary>
    /// <returns>float64 [N], range [0, 1], low is suspicious. Owned by the caller.</returns>
    public static double[] SelfConfidence(LabelledPredictions predictions) => Each(predictions, (row, label) => row[label]);

    /// <summary>The probability of the given label minus the highest other one, moved from [−1, 1] to [0, 1].</summary>
    /// <returns>float64 [N], range [0, 1], low is suspicious; below ½ the model prefers another class. Owned by the caller.</returns>
    public static double[] NormalizedMargin(LabelledPredictions predictions) =>
        Each(predictions, (row, label) => (row[label] - row[RowMajor.ArgMaxExcept(row, label)] + 1) / 2);

    /// <summary>log(1 + x) / x, where x is the entropy in units of log K divided by the probability of the given label.</summary>
    /// <param name="predictions">Out-of-sample.</param>
    /// <param name="certainIsGood">
    /// False is cleanlab's number: its divisor is at least 1e-6, so where x is smaller still the score falls to 0 although nothing is
    /// wrong, and the surest samples come first. True takes the limit there, 1: what a ranking wants.
    /// </param>
    /// <returns>float64 [N], range [0, 1], low is suspicious. Owned by the caller.</returns>
    public static double[] ConfidenceWeightedEntropy(LabelledPredictions predictions, bool certainIsGood = false)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var logK = Math.Log(predictions.ClassCount);
        return Each(predictions, (row, label) =>
        {
            var weighted = Entropy.Of(row) / logK / Math.Max(row[label], LeastDivisor);
            return certainIsGood && weighted < LeastDivisor ? 1 : Math.Log(weighted + 1) / Math.Max(weighted, LeastDivisor);
        });
    }

    /// <summary>
    /// The probabilities less each class's confident threshold, moved to be positive and scaled to add up to 1, so that rare and hard
    /// classes are not suspected as a whole.
    /// </summary>
    /// <param name="predictions">Out-of-sample.</param>
    /// <returns>The same labels beside the adjusted probabilities; for self-confidence and normalised margin (cleanlab allows no other).</returns>
    /// <remarks>Northcutt et al. 2021, https://arxiv.org/abs/1911.00068, equation 2; cleanlab's adjust_pred_probs.</remarks>
    public static LabelledPredictions AdjustForThresholds(LabelledPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var (N, K) = (predictions.Count, predictions.ClassCount);
        var thresholds = ConfidentJoint.Thresholds(predictions);
        var largest = thresholds.Max();
        var adjusted = new double[N * K];
        var labels = new int[N];
        for (var n = 0; n < N; n++)
        {
            var row = adjusted.AsSpan(n * K, K);
            predictions.Row(n).CopyTo(row);
            var sum = 0.0;
            for (var k = 0; k < K; k++)
            {
                row[k] += largest - thresholds[k];
                sum += row[k];
            }

            for (var k = 0; k < K; k++)
            {
                row[k] /= sum;
            }

            labels[n] = predictions.Label(n);
        }

        return new LabelledPredictions(new PredictedProbabilities(adjusted, K), labels);
    }

    private static double[] Each(LabelledPredictions predictions, Func<ReadOnlySpan<double>, int, double> score)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var scores = new double[predictions.Count];
        for (var n = 0; n < scores.Length; n++)
        {
            scores[n] = score(predictions.Row(n), predictions.Label(n));
        }

        return scores;
    }
}
