namespace Dcai.Learning;

/// <summary>How often predictions meet the labels. Samples without a label (−1) are left out.</summary>
public static class ClassificationMetrics
{
    /// <summary>The predicted class of each sample: the highest score, the first of equal ones.</summary>
    /// <param name="scores">float32 [N, K] row-major, logits or probabilities. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <returns>int32 [N] class index. Owned by the caller.</returns>
    public static int[] PredictedClasses(ReadOnlySpan<float> scores, int classCount)
    {
        var predicted = new int[Rows.Count(scores, classCount)];
        for (var n = 0; n < predicted.Length; n++)
        {
            predicted[n] = Rows.ArgMax(scores.Slice(n * classCount, classCount));
        }

        return predicted;
    }

    /// <summary>The share of labelled samples whose predicted class is the label.</summary>
    /// <param name="scores">float32 [N, K] row-major, logits or probabilities. Borrowed.</param>
    /// <param name="labels">int32 [N] class index or −1. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <returns>Range [0, 1], high is good; NaN when no sample has a label.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a label is not below K.</exception>
    public static double Accuracy(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount) =>
        Accuracy(ConfusionMatrix(scores, labels, classCount));

    /// <summary>The share of all counted samples that lie on the diagonal.</summary>
    /// <param name="confusion">int32 [K label, K prediction] counts.</param>
    /// <returns>Range [0, 1], high is good; NaN when nothing was counted.</returns>
    public static double Accuracy(int[,] confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var correct = 0L;
        for (var k = 0; k < confusion.GetLength(0); k++)
        {
            correct += confusion[k, k];
        }

        return (double)correct / confusion.Cast<int>().Sum(count => (long)count);
    }

    /// <summary>How often each class was taken for each class.</summary>
    /// <param name="scores">float32 [N, K] row-major, logits or probabilities. Borrowed.</param>
    /// <param name="labels">int32 [N] class index or −1. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <returns>int32 [K label, K prediction] counts. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a label is not below K.</exception>
    public static int[,] ConfusionMatrix(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount)
    {
        var predicted = PredictedClasses(scores, classCount);
        if (labels.Length != predicted.Length)
        {
            throw new ArgumentException($"Expected {predicted.Length} labels, but there are {labels.Length}.", nameof(labels));
        }

        var confusion = new int[classCount, classCount];
        for (var n = 0; n < predicted.Length; n++)
        {
            if (labels[n] >= classCount)
            {
                throw new ArgumentException($"Label {labels[n]} is not one of the {classCount} classes.", nameof(labels));
            }

            if (labels[n] >= 0)
            {
                confusion[labels[n], predicted[n]]++;
            }
        }

        return confusion;
    }

    /// <summary>The share of each class's samples that were predicted right (its recall).</summary>
    /// <param name="confusion">int32 [K label, K prediction] counts.</param>
    /// <returns>[K] range [0, 1], high is good; NaN for a class without samples. Owned by the caller.</returns>
    public static double[] PerClassAccuracy(int[,] confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var K = confusion.GetLength(0);
        var accuracy = new double[K];
        for (var label = 0; label < K; label++)
        {
            var total = 0L;
            for (var prediction = 0; prediction < K; prediction++)
            {
                total += confusion[label, prediction];
            }

            accuracy[label] = (double)confusion[label, label] / total;
        }

        return accuracy;
    }

    /// <inheritdoc cref="PerClassAccuracy(int[,])"/>
    /// <param name="scores">float32 [N, K] row-major, logits or probabilities. Borrowed.</param>
    /// <param name="labels">int32 [N] class index or −1. Borrowed.</param>
    /// <param name="classCount">K.</param>
    public static double[] PerClassAccuracy(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount) =>
        PerClassAccuracy(ConfusionMatrix(scores, labels, classCount));
}
