namespace Dcai.Curation.Quality;

/// <summary>Learns from samples that are mislabelled for certain which area under the margin is that of a wrong label.</summary>
/// <remarks>
/// Pleiss et al. 2020, "Identifying Mislabeled Data using the Area Under the Margin Ranking", https://arxiv.org/abs/2001.10528, section 3.2:
/// as many samples as an average class has get a class of their own, K + 1, that does not exist; what their margins look like, wrong labels look like.
/// </remarks>
public static class MarginThreshold
{
    public const double DefaultPercentile = 99;

    /// <summary>Draws the samples that are to be trained under the class K (0-based) that does not exist.</summary>
    /// <param name="count">N, samples to train on.</param>
    /// <param name="classCount">K.</param>
    /// <param name="seed">The dataset's seed. A second training with another seed gives the drawn samples' own margins.</param>
    /// <returns>N / (K + 1) sample numbers, rising. Owned by the caller.</returns>
    public static int[] DrawSamples(int count, int classCount, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        var order = Enumerable.Range(0, count).ToList();
        SeededRandom.For(seed, "margin threshold samples").Shuffle(order);
        return [.. order.Take(count / (classCount + 1)).Order()];
    }

    /// <summary>The margin below which labels are suspected.</summary>
    /// <param name="areasUnderMargin">Of the threshold samples.</param>
    /// <param name="percentile">Range [0, 100]; 99 in the paper.</param>
    /// <returns>Linear between order statistics; samples at or below it are flagged.</returns>
    /// <exception cref="ArgumentException">No threshold sample, one that is no number, or a percentile out of range.</exception>
    public static double Of(IReadOnlyCollection<double> areasUnderMargin, double percentile = DefaultPercentile)
    {
        ArgumentNullException.ThrowIfNull(areasUnderMargin);
        if (percentile is not (>= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile lies in [0, 100].");
        }

        if (areasUnderMargin.Count == 0 || areasUnderMargin.Any(double.IsNaN))
        {
            throw new ArgumentException(
                $"Expected margins of threshold samples, but of {areasUnderMargin.Count} {areasUnderMargin.Count(double.IsNaN)} are no numbers.",
                nameof(areasUnderMargin));
        }

        double[] sorted = [.. areasUnderMargin.Order()];
        var position = percentile / 100 * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
