namespace Dcai.Curation.Quality;

/// <summary>The nearest reference samples of every query sample, found exactly.</summary>
public sealed class NearestNeighbours
{
    /// <summary>Reference rows per step: their features stay in the cache while the queries of a step pass by.</summary>
    private const int ReferenceBlock = 256;

    private const int QueryBlock = 64;

    /// <summary>‖a − b‖² of vectors of length 1 at right angles. A vector of zeros has no direction; its cosine with anything counts as 0.</summary>
    private const float RightAngle = 2;

    private readonly int[] samples;
    private readonly double[] distances;

    private NearestNeighbours(int count, int neighbourCount, int[] samples, double[] distances) =>
        (Count, NeighbourCount, this.samples, this.distances) = (count, neighbourCount, samples, distances);

    /// <summary>N, queries.</summary>
    public int Count { get; }

    /// <summary>k, the same for every query; less than asked for where there are fewer references.</summary>
    public int NeighbourCount { get; }

    /// <summary>int32 [k], reference numbers of a query's neighbours, the nearest first; of equal distances the lower number.</summary>
    public ReadOnlySpan<int> Samples(int query) => samples.AsSpan(query * NeighbourCount, NeighbourCount);

    /// <summary>float64 [k], rising.</summary>
    public ReadOnlySpan<double> Distances(int query) => distances.AsSpan(query * NeighbourCount, NeighbourCount);

    /// <summary>The neighbours of every sample among the others.</summary>
    /// <param name="features">[N, D], N at least 2.</param>
    /// <param name="neighbourCount">k, at least 1; N − 1 where it is more.</param>
    /// <param name="metric">Distance.</param>
    /// <exception cref="CurationException">There is no other sample.</exception>
    public static NearestNeighbours Among(FeatureMatrix features, int neighbourCount, NeighbourMetric metric)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Find(features, features, neighbourCount, metric, [.. Enumerable.Range(0, features.Count)]);
    }

    /// <summary>The neighbours of every query among the references.</summary>
    /// <param name="queries">[N, D].</param>
    /// <param name="references">[R, D].</param>
    /// <param name="neighbourCount">k, at least 1; what every query can have where it is more.</param>
    /// <param name="metric">Distance.</param>
    /// <param name="own">int32 [N]: the reference that is the query itself and no neighbour of its own, −1 where it is none; absent: none is.</param>
    /// <remarks>O(N·R·D) on one thread; memory O(N·k).</remarks>
    /// <exception cref="ArgumentException">D differs, k is below 1, or an own reference does not exist.</exception>
    /// <exception cref="CurationException">A query has no reference besides itself.</exception>
    public static NearestNeighbours Find(
        FeatureMatrix queries, FeatureMatrix references, int neighbourCount, NeighbourMetric metric, int[]? own = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbourCount);
        queries.CheckSameSpace(references, nameof(references));
        if (own is not null)
        {
            Labels.Check(own, queries.Count, references.Count, nameof(own), least: Labels.None);
        }

        var available = references.Count - (own is not null && own.Any(reference => reference >= 0) ? 1 : 0);
        if (available < 1 && queries.Count > 0)
        {
            throw new CurationException(
                "there is no other image to compare with",
                "nearest neighbours",
                "Certify or ingest more images, or set the neighbour count to 0.");
        }

        var k = Math.Min(neighbourCount, Math.Max(available, 1));
        var lists = new NeighbourLists(queries.Count, k);
        var (from, to) = metric == NeighbourMetric.Cosine ? (queries.Normalized(), references.Normalized()) : (queries, references);
        Scan(from, to, own, metric, lists);
        return new NearestNeighbours(queries.Count, k, lists.Samples, lists.Distances(metric));
    }

    private static void Scan(FeatureMatrix queries, FeatureMatrix references, int[]? own, NeighbourMetric metric, NeighbourLists lists)
    {
        var D = queries.FeatureCount;
        var (fromNowhere, toNowhere) = metric == NeighbourMetric.Cosine ? (ZeroRows(queries), ZeroRows(references)) : (null, null);
        Span<float> distances = stackalloc float[ReferenceBlock];
        for (var firstQuery = 0; firstQuery < queries.Count; firstQuery += QueryBlock)
        {
            var lastQuery = Math.Min(firstQuery + QueryBlock, queries.Count);
            for (var first = 0; first < references.Count; first += ReferenceBlock)
            {
                var size = Math.Min(ReferenceBlock, references.Count - first);
                var block = references.All.Slice(first * D, size * D);
                for (var query = firstQuery; query < lastQuery; query++)
                {
                    SquaredDistance.ToBlock(queries.Row(query), block, distances[..size]);
                    if (fromNowhere?[query] == true)
                    {
                        distances[..size].Fill(RightAngle);
                    }
                    else if (toNowhere is not null)
                    {
                        RightAngles(toNowhere.AsSpan(first, size), distances);
                    }

                    lists.Offer(query, first, distances[..size], own?[query] ?? Labels.None);
                }
            }
        }
    }

    private static void RightAngles(ReadOnlySpan<bool> zeros, Span<float> distances)
    {
        for (var n = 0; n < zeros.Length; n++)
        {
            distances[n] = zeros[n] ? RightAngle : distances[n];
        }
    }

    /// <summary>Absent where no row is all zeros.</summary>
    private static bool[]? ZeroRows(FeatureMatrix features)
    {
        bool[] zeros = [.. Enumerable.Range(0, features.Count).Select(n => !features.Row(n).ContainsAnyExcept(0f))];
        return zeros.Contains(true) ? zeros : null;
    }
}
