using MathNet.Numerics.Distributions;

namespace Dcai.Curation;

/// <summary>Exact confidence bounds of a share that was counted in a random sample.</summary>
/// <remarks>Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial"; by quantiles of the Beta distribution.</remarks>
public static class ClopperPearson
{
    /// <summary>The share is at most this, with the given confidence (one-sided). Conservative when drawn without replacement.</summary>
    /// <param name="count">How many of the sample had the property.</param>
    /// <param name="sampleSize">How many were drawn; 0 says nothing: then 1.</param>
    /// <param name="confidence">Range (0, 1).</param>
    /// <returns>Range [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not in 0 … sample size, or the confidence not in (0, 1).</exception>
    public static double Upper(int count, int sampleSize, double confidence)
    {
        Check(count, sampleSize, confidence);
        return count == sampleSize ? 1 : Beta.InvCDF(count + 1, sampleSize - count, confidence);
    }

    /// <summary>The share is at least this, with the given confidence (one-sided).</summary>
    /// <inheritdoc cref="Upper"/>
    public static double Lower(int count, int sampleSize, double confidence)
    {
        Check(count, sampleSize, confidence);
        return count == 0 ? 0 : Beta.InvCDF(count, sampleSize - count + 1, 1 - confidence);
    }

    private static void Check(int count, int sampleSize, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleSize);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, sampleSize);
        if (confidence is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "It must be between 0 and 1.");
        }
    }
}
