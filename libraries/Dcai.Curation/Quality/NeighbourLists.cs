namespace Dcai.Curation.Quality;

/// <summary>The k nearest references of every query so far, each list by rising distance.</summary>
internal sealed class NeighbourLists
{
    private readonly int k;
    private readonly float[] squares;

    public NeighbourLists(int queryCount, int k)
    {
        this.k = k;
        (squares, Samples) = (new float[queryCount * k], new int[queryCount * k]);
        Array.Fill(squares, float.PositiveInfinity);
        Array.Fill(Samples, Labels.None);
    }

    /// <summary>int32 [N, k] row-major.</summary>
    public int[] Samples { get; }

    /// <summary>Takes what is nearer than the farthest of the list. References come in rising order, so of equal ones the lower number stays.</summary>
    /// <param name="query">Query number.</param>
    /// <param name="first">Number of the first reference offered.</param>
    /// <param name="offered">float32, squared distances.</param>
    /// <param name="own">The reference that is the query itself.</param>
    public void Offer(int query, int first, ReadOnlySpan<float> offered, int own)
    {
        var list = squares.AsSpan(query * k, k);
        for (var n = 0; n < offered.Length; n++)
        {
            if (offered[n] < list[^1] && first + n != own)
            {
                Insert(list, Samples.AsSpan(query * k, k), offered[n], first + n);
            }
        }
    }

    /// <summary>float64 [N, k] row-major, by the metric.</summary>
    public double[] Distances(NeighbourMetric metric) => metric == NeighbourMetric.Cosine

        // Between vectors of length 1: ‖a − b‖² = 2 − 2·cos.
        ? Array.ConvertAll(squares, square => square / 2.0)
        : Array.ConvertAll(squares, square => Math.Sqrt(square));

    private static void Insert(Span<float> list, Span<int> samples, float square, int sample)
    {
        var place = list.Length - 1;
        for (; place > 0 && square < list[place - 1]; place--)
        {
            list[place] = list[place - 1];
            samples[place] = samples[place - 1];
        }

        (list[place], samples[place]) = (square, sample);
    }
}
