namespace Dcai.Learning;

/// <summary>How badly a model fits the label of each sample.</summary>
public static class SampleLoss
{
    /// <summary>Cross-entropy −ln p(label) of each sample, not reduced. Low is good: the label is what the model expects.</summary>
    /// <param name="logits">float32 [N, K] row-major, not probabilities. Borrowed.</param>
    /// <param name="labels">int32 [N] class index. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <returns>float32 [N] in nats, range [0, ∞). NaN where the sample has no label (−1). Owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a label is not below K.</exception>
    public static float[] CrossEntropy(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classCount)
    {
        var N = Rows.Count(logits, classCount);
        if (labels.Length != N)
        {
            throw new ArgumentException($"Expected {N} labels for [{N}, {classCount}] logits, but there are {labels.Length}.", nameof(labels));
        }

        var losses = new float[N];
        for (var n = 0; n < N; n++)
        {
            var label = labels[n];
            if (label >= classCount)
            {
                throw new ArgumentException($"Label {label} is not one of the {classCount} classes.", nameof(labels));
            }

            var row = logits.Slice(n * classCount, classCount);
            losses[n] = label < 0 ? float.NaN : (float)Math.Max(0.0, Rows.LogSumExp(row) - row[label]);
        }

        return losses;
    }
}
