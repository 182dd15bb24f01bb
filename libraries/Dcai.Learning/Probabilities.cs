namespace Dcai.Learning;

/// <summary>From class scores to probabilities.</summary>
public static class Probabilities
{
    /// <summary>Probabilities of each class; whether they are out-of-sample depends on where the logits come from.</summary>
    /// <param name="logits">float32 [N, K] row-major, not probabilities. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <returns>float32 [N, K] row-major, range [0, 1], each row adds up to 1. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of K.</exception>
    public static float[] Softmax(ReadOnlySpan<float> logits, int classCount)
    {
        var N = Rows.Count(logits, classCount);
        var probabilities = new float[logits.Length];
        for (var n = 0; n < N; n++)
        {
            var row = logits.Slice(n * classCount, classCount);
            var logSum = Rows.LogSumExp(row);
            for (var k = 0; k < classCount; k++)
            {
                probabilities[(n * classCount) + k] = (float)Math.Exp(row[k] - logSum);
            }
        }

        return probabilities;
    }
}
