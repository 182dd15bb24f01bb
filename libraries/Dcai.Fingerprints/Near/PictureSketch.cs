using System.Numerics;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Near;

/// <summary>Where the edges of a picture are and which way they run: changes little with brightness, colour and encoding, and can be taken of a part of the picture.</summary>
/// <remarks>Gradient directions gathered in 4×4 cells of 8, as in Lowe 2004, "Distinctive Image Features from Scale-Invariant Keypoints", section 6, over the
/// whole picture instead of the surroundings of a point; square roots, so that one strong edge does not say everything.</remarks>
public sealed class PictureSketch
{
    /// <summary>H = W of the pixels that a sketch is drawn from.</summary>
    public const int Side = 32;

    private const int Cells = 4;
    private const int Directions = 8;
    private const int Features = Cells * Cells * Directions;

    private readonly byte[] _pixels;
    private readonly float[] _whole;

    /// <param name="gray">uint8 [32, 32], brightness. Not copied: the sketch owns it from now on.</param>
    /// <exception cref="ArgumentException">The length is another; the message states it.</exception>
    public PictureSketch(byte[] gray)
    {
        ArgumentNullException.ThrowIfNull(gray);
        if (gray.Length != Side * Side)
        {
            throw new ArgumentException($"[{Side}, {Side}] needs {Side * Side} elements, not {gray.Length}", nameof(gray));
        }

        _pixels = gray;
        _whole = Gather(Array.ConvertAll(gray, value => (float)value));
    }

    /// <param name="image">Any size. Borrowed.</param>
    public static PictureSketch Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new PictureSketch([.. Resize.Antialiased(image.To(PixelFormat.Gray8), Side, Side).Pixels]);
    }

    /// <summary>The picture as it is; see <see cref="Likeness"/>.</summary>
    internal ReadOnlySpan<float> Whole => _whole;

    /// <summary>The picture mirrored, turned or cut.</summary>
    /// <returns>float32 [128] of unit length, or zeros where nothing differs from anything.</returns>
    internal float[] Seen(PictureView view)
    {
        var pixels = new float[Side * Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (across, down) = view.Place(((2 * x) + 1f) / Side - 1, ((2 * y) + 1f) / Side - 1);
                pixels[(y * Side) + x] = Between(((across + 1) * Side / 2) - 0.5f, ((down + 1) * Side / 2) - 0.5f);
            }
        }

        return Gather(pixels);
    }

    /// <summary>The cosine of the angle between two sketches; 1 for equal ones, 0 where one shows nothing.</summary>
    internal static float Likeness(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var sums = Vector<float>.Zero;
        for (var feature = 0; feature < Features; feature += Vector<float>.Count)
        {
            sums += new Vector<float>(first[feature..]) * new Vector<float>(second[feature..]);
        }

        return Vector.Sum(sums);
    }

    private float Between(float x, float y)
    {
        (x, y) = (Math.Clamp(x, 0, Side - 1), Math.Clamp(y, 0, Side - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Side - 1), Math.Min(top + 1, Side - 1));
        var above = float.Lerp(_pixels[(top * Side) + left], _pixels[(top * Side) + right], x - left);
        var below = float.Lerp(_pixels[(bottom * Side) + left], _pixels[(bottom * Side) + right], x - left);
        return float.Lerp(above, below, y - top);
    }

    private static float[] Gather(float[] pixels)
    {
        var features = new float[Features];
        for (var y = 1; y < Side - 1; y++)
        {
            for (var x = 1; x < Side - 1; x++)
            {
                var across = pixels[(y * Side) + x + 1] - pixels[(y * Side) + x - 1];
                var down = pixels[((y + 1) * Side) + x] - pixels[((y - 1) * Side) + x];
                var turn = (MathF.Atan2(down, across) / MathF.Tau + 1) % 1 * Directions;
                Add(features, x, y, turn, MathF.Sqrt((across * across) + (down * down)));
            }
        }

        for (var feature = 0; feature < Features; feature++)
        {
            features[feature] = MathF.Sqrt(features[feature]);
        }

        // Without the mean, two pictures full of edges are no more alike than two with few.
        var mean = features.Average();
        var length = MathF.Sqrt(features.Sum(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(features, value => length > 0 ? (value - mean) / length : 0);
    }

    /// <summary>Shares an edge out between the cells and the directions that it lies between.</summary>
    private static void Add(float[] features, int x, int y, float turn, float strength)
    {
        const float CellSide = (float)Side / Cells;
        var (across, down) = (((x + 0.5f) / CellSide) - 0.5f, ((y + 0.5f) / CellSide) - 0.5f);
        var (column, row, direction) = ((int)MathF.Floor(across), (int)MathF.Floor(down), (int)turn);
        for (var cell = 0; cell < 4; cell++)
        {
            var (c, r) = (column + (cell & 1), row + (cell >> 1));
            if (c is < 0 or >= Cells || r is < 0 or >= Cells)
            {
                continue;
            }

            var share = strength * (1 - Math.Abs(across - c)) * (1 - Math.Abs(down - r));
            var first = ((r * Cells) + c) * Directions;
            features[first + (direction % Directions)] += share * (1 - (turn - direction));
            features[first + ((direction + 1) % Directions)] += share * (turn - direction);
        }
    }
}
