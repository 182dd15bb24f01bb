namespace Dcai.Curation.Quality;

/// <summary>How far samples lie from others in feature space: what finds junk images, which no class explains.</summary>
/// <remarks>
/// Kuan and Mueller 2022, "Back to the Basics: Revisiting Out-of-Distribution Detection Baselines", https://arxiv.org/abs/2207.03061
/// (KNN distance).
/// </remarks>
public static class OutOfDistribution
{
    /// <summary>The mean distance to the nearest neighbours.</summary>
    /// <param name="neighbours">k = 10 is customary.</param>
    /// <returns>float64 [N], at least 0; high is suspicious. Owned by the caller.</returns>
    public static double[] MeanDistances(NearestNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        var means = new double[neighbours.Count];
        for (var n = 0; n < means.Length; n++)
        {
            means[n] = Mean(neighbours.Distances(n));
        }

        return means;
    }

    /// <summary>exp(−distance·sharpness/scale): the same order in [0, 1].</summary>
    /// <param name="meanDistances">float64 [N], at least 0.</param>
    /// <param name="sharpness">t, above 0; 1 as in cleanlab.</param>
    /// <param name="scale">A distance that counts as 1, above 0; for Euclidean distances e.g. their median, for cosine 1.</param>
    /// <returns>float64 [N], range [0, 1]; LOW is suspicious. Owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sharpness or scale that is not above 0.</exception>
    public static double[] Scores(IReadOnlyList<double> meanDistances, double sharpness = 1, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(meanDistances);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sharpness);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        return [.. meanDistances.Select(distance => Math.Exp(-distance * sharpness / scale))];
    }

    /// <summary>The share of the nearest neighbours that have the sample's label, the nearer ones counting more.</summary>
    /// <param name="neighbours">Of N queries.</param>
    /// <param name="labels">int32 [N] class index, −1 where a query has none.</param>
    /// <param name="referenceLabels">int32 [R] class index; references with −1 do not count.</param>
    /// <returns>[N], range [0, 1], low is suspicious; absent where the query or all its neighbours have no label. Owned by the caller.</returns>
    /// <remarks>
    /// A neighbour at distance d weighs exp(−d / mean distance of the query's neighbours): the same for any scale of the features, and
    /// equal weights where all are equally far. After Dudani 1976, "The Distance-Weighted k-Nearest-Neighbor Rule".
    /// </remarks>
    /// <exception cref="ArgumentException">The number of labels is not N, or a neighbour lies outside the reference labels.</exception>
    public static double?[] LabelAgreement(NearestNeighbours neighbours, ReadOnlySpan<int> labels, ReadOnlySpan<int> referenceLabels)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        Labels.Check(labels, neighbours.Count, int.MaxValue, nameof(labels), least: Labels.None);
        var agreement = new double?[neighbours.Count];
        for (var n = 0; n < agreement.Length; n++)
        {
            agreement[n] = labels[n] == Labels.None ? null : Agreement(neighbours, n, labels[n], referenceLabels);
        }

        return agreement;
    }

    private static double? Agreement(NearestNeighbours neighbours, int query, int label, ReadOnlySpan<int> referenceLabels)
    {
        var samples = neighbours.Samples(query);
        var distances = neighbours.Distances(query);
        var mean = Mean(distances);
        var (same, all) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i] >= referenceLabels.Length)
            {
                throw new ArgumentException($"Expected a label for reference {samples[i]}, but there are {referenceLabels.Length}.", nameof(referenceLabels));
            }

            var other = referenceLabels[samples[i]];
            var weight = other == Labels.None ? 0 : Math.Exp(mean > 0 ? -distances[i] / mean : 0);
            all += weight;
            same += other == label ? weight : 0;
        }

        return all > 0 ? same / all : null;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
