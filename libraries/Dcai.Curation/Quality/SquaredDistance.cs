using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Curation.Quality;

/// <summary>Σ (a − b)² in single precision. The differences are taken first: ‖a‖² + ‖b‖² − 2ab would lose the distances of near duplicates.</summary>
internal static class SquaredDistance
{
    /// <summary>Between two rows of equal length.</summary>
    public static float Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<float> one = stackalloc float[1];
        ToBlock(a, b, one);
        return one[0];
    }

    /// <summary>Between a row and each of several rows that lie behind one another.</summary>
    /// <param name="query">float32 [D].</param>
    /// <param name="block">float32 [n, D] row-major.</param>
    /// <param name="distances">float32 [n], written.</param>
    public static void ToBlock(ReadOnlySpan<float> query, ReadOnlySpan<float> block, Span<float> distances)
    {
        var D = query.Length;
        var n = 0;
        for (; n + 4 <= distances.Length; n += 4)
        {
            ToFour(query, block.Slice(n * D, 4 * D), distances.Slice(n, 4));
        }

        for (; n < distances.Length; n++)
        {
            distances[n] = ToOne(query, block.Slice(n * D, D));
        }
    }

    /// <summary>Four at once: each part of the query is loaded once for four rows, and the sums do not wait for one another.</summary>
    private static void ToFour(ReadOnlySpan<float> query, ReadOnlySpan<float> block, Span<float> distances)
    {
        var D = query.Length;
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var b = ref MemoryMarshal.GetReference(block);
        var (sum0, sum1, sum2, sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var d = 0;
        for (; d + Vector<float>.Count <= D; d += Vector<float>.Count)
        {
            var part = Load(ref q, d);
            sum0 = Add(part - Load(ref b, d), sum0);
            sum1 = Add(part - Load(ref b, D + d), sum1);
            sum2 = Add(part - Load(ref b, (2 * D) + d), sum2);
            sum3 = Add(part - Load(ref b, (3 * D) + d), sum3);
        }

        distances[0] = Vector.Sum(sum0) + Rest(query, block[..D], d);
        distances[1] = Vector.Sum(sum1) + Rest(query, block.Slice(D, D), d);
        distances[2] = Vector.Sum(sum2) + Rest(query, block.Slice(2 * D, D), d);
        distances[3] = Vector.Sum(sum3) + Rest(query, block.Slice(3 * D, D), d);
    }

    /// <summary>In the same order of additions as four at once, so that a distance does not depend on its place in the block.</summary>
    private static float ToOne(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref var q = ref MemoryMarshal.GetReference(query);
        ref var r = ref MemoryMarshal.GetReference(row);
        var sum = Vector<float>.Zero;
        var d = 0;
        for (; d + Vector<float>.Count <= query.Length; d += Vector<float>.Count)
        {
            sum = Add(Load(ref q, d) - Load(ref r, d), sum);
        }

        return Vector.Sum(sum) + Rest(query, row, d);
    }

    private static float Rest(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int from)
    {
        var sum = 0f;
        for (var d = from; d < a.Length; d++)
        {
            var difference = a[d] - b[d];
            sum += difference * difference;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float start, int offset) => Vector.LoadUnsafe(ref start, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Add(Vector<float> difference, Vector<float> sum) => Vector.FusedMultiplyAdd(difference, difference, sum);
}
