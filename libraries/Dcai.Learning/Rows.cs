namespace Dcai.Learning;

/// <summary>What is computed over one row of class scores, in double precision.</summary>
internal static class Rows
{
    public static int Count(ReadOnlySpan<float> logits, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        if (logits.Length % classCount != 0)
        {
            throw new ArgumentException($"Expected [N, {classCount}], but the length {logits.Length} is not a multiple of {classCount}.", nameof(logits));
        }

        return logits.Length / classCount;
    }

    /// <summary>ln Σ exp(xₖ), shifted by the maximum so that it neither overflows nor loses everything.</summary>
    public static double LogSumExp(ReadOnlySpan<float> row)
    {
        double maximum = row[ArgMax(row)];
        var sum = 0.0;
        foreach (var value in row)
        {
            sum += Math.Exp(value - maximum);
        }

        return maximum + Math.Log(sum);
    }

    /// <summary>The index of the greatest value, the first of equal ones.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var k = 1; k < row.Length; k++)
        {
            if (row[k] > row[best])
            {
                best = k;
            }
        }

        return best;
    }
}
