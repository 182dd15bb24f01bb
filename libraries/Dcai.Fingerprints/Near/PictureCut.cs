using System.Numerics.Tensors;

namespace Dcai.Fingerprints.Near;

/// <summary>Nine tenths and four fifths of each side of a picture, cut out in nine places each and scaled to the size of the whole.</summary>
internal static class PictureCut
{
    /// <summary>How many cuts there are.</summary>
    public const int Count = 18;

    private const int Side = PictureSketch.Side;

    /// <summary>Along one axis: two sizes, each at the beginning, in the middle and at the end.</summary>
    private static readonly Axis[] Axes = [.. new[] { 0.9f, 0.8f }.SelectMany(part => new[] { part - 1, 0, 1 - part }.Select(moved => new Axis(part, moved)))];

    private const int PlacesPerSize = 3;

    /// <summary>All cuts of a picture.</summary>
    /// <param name="pixels">float32 [32, 32], brightness.</param>
    /// <param name="see">Called with the number of each cut and float32 [32, 32], which is its to change until it returns.</param>
    public static void Each(ReadOnlySpan<float> pixels, Action<int, float[]> see)
    {
        var (columns, cut) = (new float[Side * Side], new float[Side * Side]);
        for (var across = 0; across < Axes.Length; across++)
        {
            Across(pixels, Axes[across], columns);
            for (var place = 0; place < PlacesPerSize; place++)
            {
                Down(columns, Axes[(across / PlacesPerSize * PlacesPerSize) + place], cut);
                see((across * PlacesPerSize) + place, cut);
            }
        }
    }

    private static void Across(ReadOnlySpan<float> pixels, Axis axis, Span<float> columns)
    {
        for (var row = 0; row < pixels.Length; row += Side)
        {
            for (var x = 0; x < Side; x++)
            {
                columns[row + x] = float.Lerp(pixels[row + axis.Before[x]], pixels[row + axis.After[x]], axis.Share[x]);
            }
        }
    }

    private static void Down(ReadOnlySpan<float> columns, Axis axis, Span<float> cut)
    {
        for (var y = 0; y < Side; y++)
        {
            TensorPrimitives.Lerp(columns.Slice(axis.Before[y] * Side, Side), columns.Slice(axis.After[y] * Side, Side), axis.Share[y], cut.Slice(y * Side, Side));
        }
    }

    /// <summary>Between which pixels of the whole the pixels of a cut lie along one axis.</summary>
    private sealed class Axis
    {
        public Axis(float part, float moved)
        {
            for (var place = 0; place < Side; place++)
            {
                var at = Math.Clamp((((part * ((((2 * place) + 1f) / Side) - 1)) + moved + 1) * Side / 2) - 0.5f, 0, Side - 1);
                (Before[place], Share[place]) = ((int)at, at - (int)at);
                After[place] = Math.Min(Before[place] + 1, Side - 1);
            }
        }

        public int[] Before { get; } = new int[Side];

        public int[] After { get; } = new int[Side];

        /// <summary>Of the later one, range [0, 1).</summary>
        public float[] Share { get; } = new float[Side];
    }
}
