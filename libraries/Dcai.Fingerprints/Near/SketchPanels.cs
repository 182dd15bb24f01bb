using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Near;

/// <summary>Rows of features, laid so that many are multiplied at once: side by side in panels, feature after feature.</summary>
/// <remarks>The packing of Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication". Each product is summed in the order of the
/// features, whatever the width of the machine's vectors.</remarks>
internal sealed class SketchPanels(int rows)
{
    /// <summary>Columns that are multiplied at once.</summary>
    public const int Columns = 5;

    /// <summary>Rows of a panel.</summary>
    public static readonly int Width = 2 * Vector<float>.Count;

    /// <summary>float32 [panels, 128, width]; zeros where the last panel has no row.</summary>
    private readonly float[] _values = new float[(long)((rows + Width - 1) / Width) * Width * EdgeFeatures.Count];

    /// <summary>How many panels there are.</summary>
    public int Count => _values.Length / (Width * EdgeFeatures.Count);

    /// <param name="row">Where; panel and place in it follow.</param>
    /// <param name="features">float32 [128].</param>
    public void Set(int row, ReadOnlySpan<float> features)
    {
        var (panel, place) = Math.DivRem(row, Width);
        for (var feature = 0; feature < features.Length; feature++)
        {
            _values[(((panel * EdgeFeatures.Count) + feature) * Width) + place] = features[feature];
        }
    }

    /// <summary>Multiplies a panel's rows with five columns.</summary>
    /// <param name="panel">Its number.</param>
    /// <param name="columns">float32 [5, 128].</param>
    /// <param name="products">float32 [5, width].</param>
    public void Multiply(int panel, ReadOnlySpan<float> columns, Span<float> products)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns.Length, Columns * EdgeFeatures.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(products.Length, Columns * Width);
        ref var row = ref MemoryMarshal.GetReference(_values.AsSpan(panel * Width * EdgeFeatures.Count, Width * EdgeFeatures.Count));
        ref var column = ref MemoryMarshal.GetReference(columns);
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default, e0 = default, e1 = default;
        for (var feature = 0; feature < EdgeFeatures.Count; feature++)
        {
            var left = Vector.LoadUnsafe(ref row, (nuint)(feature * Width));
            var right = Vector.LoadUnsafe(ref row, (nuint)((feature * Width) + Vector<float>.Count));
            var value = new Vector<float>(Unsafe.Add(ref column, feature));
            (a0, a1) = (Vector.MultiplyAddEstimate(left, value, a0), Vector.MultiplyAddEstimate(right, value, a1));
            value = new Vector<float>(Unsafe.Add(ref column, EdgeFeatures.Count + feature));
            (b0, b1) = (Vector.MultiplyAddEstimate(left, value, b0), Vector.MultiplyAddEstimate(right, value, b1));
            value = new Vector<float>(Unsafe.Add(ref column, (2 * EdgeFeatures.Count) + feature));
            (c0, c1) = (Vector.MultiplyAddEstimate(left, value, c0), Vector.MultiplyAddEstimate(right, value, c1));
            value = new Vector<float>(Unsafe.Add(ref column, (3 * EdgeFeatures.Count) + feature));
            (d0, d1) = (Vector.MultiplyAddEstimate(left, value, d0), Vector.MultiplyAddEstimate(right, value, d1));
            value = new Vector<float>(Unsafe.Add(ref column, (4 * EdgeFeatures.Count) + feature));
            (e0, e1) = (Vector.MultiplyAddEstimate(left, value, e0), Vector.MultiplyAddEstimate(right, value, e1));
        }

        ReadOnlySpan<Vector<float>> sums = [a0, a1, b0, b1, c0, c1, d0, d1, e0, e1];
        for (var sum = 0; sum < sums.Length; sum++)
        {
            sums[sum].CopyTo(products[(sum * Vector<float>.Count)..]);
        }
    }
}
