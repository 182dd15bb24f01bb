namespace Dcai.Curation.Quality;

/// <summary>Chooses samples that together lie near every other one (k-centre, greedily).</summary>
/// <remarks>
/// Sener and Savarese 2018, "Active Learning for Convolutional Neural Networks: A Core-Set Approach", https://arxiv.org/abs/1708.00489,
/// algorithm 1: the largest distance from any sample to its nearest centre is at most twice the least possible.
/// </remarks>
public static class CoresetSelection
{
    /// <summary>Again and again the sample that is farthest from what was chosen so far, by Euclidean distance.</summary>
    /// <param name="pool">[N, D], what to choose from.</param>
    /// <param name="initial">[I, D], what is labelled already; absent or empty: the first choice is the sample nearest to the pool's mean.</param>
    /// <param name="count">How many; all of the pool where it is smaller.</param>
    /// <returns>Sample numbers in the order of choice, the most telling first, each once; of equal distances the lowest number. Owned by the caller.</returns>
    /// <remarks>O(N·(I + count)·D) time, O(N) space.</remarks>
    /// <exception cref="ArgumentException">D differs, or a count below 0.</exception>
    public static int[] Choose(FeatureMatrix pool, FeatureMatrix? initial, int count)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var nearest = new float[pool.Count];
        Array.Fill(nearest, float.PositiveInfinity);
        var distances = new float[pool.Count];
        if (initial is not null)
        {
            pool.CheckSameSpace(initial, nameof(initial));
            for (var center = 0; center < initial.Count; center++)
            {
                Cover(pool, initial.Row(center), nearest, distances);
            }
        }

        var chosen = new int[Math.Min(count, pool.Count)];
        for (var turn = 0; turn < chosen.Length; turn++)
        {
            chosen[turn] = turn == 0 && initial is not { Count: > 0 } ? NearestToMean(pool, distances) : Farthest(nearest);
            Cover(pool, pool.Row(chosen[turn]), nearest, distances);

            // Below every distance, so that a sample is not chosen twice where all that is left has distance 0.
            nearest[chosen[turn]] = -1;
        }

        return chosen;
    }

    private static void Cover(FeatureMatrix pool, ReadOnlySpan<float> center, float[] nearest, float[] distances)
    {
        SquaredDistance.ToBlock(center, pool.All, distances);
        for (var n = 0; n < nearest.Length; n++)
        {
            nearest[n] = Math.Min(nearest[n], distances[n]);
        }
    }

    private static int Farthest(float[] nearest)
    {
        var farthest = 0;
        for (var n = 1; n < nearest.Length; n++)
        {
            farthest = nearest[n] > nearest[farthest] ? n : farthest;
        }

        return farthest;
    }

    private static int NearestToMean(FeatureMatrix pool, float[] distances)
    {
        var mean = new double[pool.FeatureCount];
        for (var n = 0; n < pool.Count; n++)
        {
            var row = pool.Row(n);
            for (var d = 0; d < mean.Length; d++)
            {
                mean[d] += row[d] / (double)pool.Count;
            }
        }

        SquaredDistance.ToBlock(Array.ConvertAll(mean, value => (float)value), pool.All, distances);
        return Array.IndexOf(distances, distances.Min());
    }
}
