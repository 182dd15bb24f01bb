using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Near;

/// <summary>Which way the edges run in each part of a picture.</summary>
/// <remarks>Gradient directions gathered in 4×4 cells of 8, as in Lowe 2004, "Distinctive Image Features from Scale-Invariant Keypoints", section 6, over the
/// whole picture instead of the surroundings of a point; square roots, so that one strong edge does not say everything.</remarks>
internal static class EdgeFeatures
{
    /// <summary>Cells along each side.</summary>
    public const int Cells = 4;

    public const int Directions = 8;

    /// <summary>Features of a picture: [4, 4, 8] rows, columns, directions.</summary>
    public const int Count = Cells * Cells * Directions;

    private const int Side = PictureSketch.Side;

    /// <summary>float32 [4, 32]: how much of what is at a place of an axis counts for a cell. Nothing at the borders, which have no neighbours.</summary>
    private static readonly float[] Shares = CellShares();

    /// <summary>The features of a picture.</summary>
    /// <param name="pixels">float32 [32, 32], brightness.</param>
    /// <param name="features">float32 [128] of unit length, or zeros where nothing differs from anything.</param>
    [SkipLocalsInit]
    public static void Gather(ReadOnlySpan<float> pixels, Span<float> features)
    {
        // For each row of cells and direction what its edges come to in each column of pixels.
        Span<float> columns = stackalloc float[Cells * Directions * Side];
        columns.Clear();
        Span<float> edges = stackalloc float[Directions * Side];
        for (var y = 1; y < Side - 1; y++)
        {
            Edges(pixels, y, edges);
            for (var row = 0; row < Cells; row++)
            {
                if (Shares[(row * Side) + y] is > 0 and var share)
                {
                    var sums = columns.Slice(row * Directions * Side, Directions * Side);
                    TensorPrimitives.MultiplyAdd(edges, share, sums, sums);
                }
            }
        }

        for (var row = 0; row < Cells; row++)
        {
            for (var column = 0; column < Cells; column++)
            {
                for (var direction = 0; direction < Directions; direction++)
                {
                    var line = columns.Slice(((row * Directions) + direction) * Side, Side);
                    features[(((row * Cells) + column) * Directions) + direction] = MathF.Sqrt(TensorPrimitives.Dot(line, Shares.AsSpan(column * Side, Side)));
                }
            }
        }

        Normalize(features);
    }

    /// <summary>How strong the edges of a row are in each direction.</summary>
    /// <param name="pixels">float32 [32, 32].</param>
    /// <param name="y">Neither the first nor the last row.</param>
    /// <param name="edges">float32 [8, 32]; the first and the last column mean nothing.</param>
    private static void Edges(ReadOnlySpan<float> pixels, int y, Span<float> edges)
    {
        ref var above = ref MemoryMarshal.GetReference(pixels.Slice((y - 1) * Side, 3 * Side));
        ref var edge = ref MemoryMarshal.GetReference(edges[..(Directions * Side)]);
        for (var x = 0; x < Side; x += Vector<float>.Count)
        {
            var across = Vector.LoadUnsafe(ref above, (nuint)(Side + x + 1)) - Vector.LoadUnsafe(ref above, (nuint)(Side + x - 1));
            var down = Vector.LoadUnsafe(ref above, (nuint)((2 * Side) + x)) - Vector.LoadUnsafe(ref above, (nuint)x);
            var strength = Vector.SquareRoot((across * across) + (down * down));
            var turn = Turn(across, down);
            var first = Vector.Max(Vector<float>.Zero, Vector<float>.One - turn) + Vector.Max(Vector<float>.Zero, turn - new Vector<float>(Directions - 1));
            (first * strength).StoreUnsafe(ref edge, (nuint)x);
            for (var direction = 1; direction < Directions; direction++)
            {
                var share = Vector.Max(Vector<float>.Zero, Vector<float>.One - Vector.Abs(turn - new Vector<float>(direction)));
                (share * strength).StoreUnsafe(ref edge, (nuint)((direction * Side) + x));
            }
        }
    }

    /// <summary>The direction of (across, down), range [0, 8], 8 being 0 again.</summary>
    /// <remarks>Arc tangent to 2e-8: Abramowitz and Stegun 1964, 4.4.49.</remarks>
    private static Vector<float> Turn(Vector<float> across, Vector<float> down)
    {
        var (wide, high) = (Vector.Abs(across), Vector.Abs(down));
        var slope = Vector.Min(wide, high) / Vector.Max(Vector.Max(wide, high), new Vector<float>(float.Epsilon));
        var square = slope * slope;
        var sum = (square * 0.0028662257f) + new Vector<float>(-0.0161657367f);
        sum = (sum * square) + new Vector<float>(0.0429096138f);
        sum = (sum * square) + new Vector<float>(-0.0752896400f);
        sum = (sum * square) + new Vector<float>(0.1065626393f);
        sum = (sum * square) + new Vector<float>(-0.1420889944f);
        sum = (sum * square) + new Vector<float>(0.1999355085f);
        sum = (sum * square) + new Vector<float>(-0.3333314528f);
        var turn = ((sum * square) + Vector<float>.One) * slope * (Directions / MathF.Tau);
        turn = Vector.ConditionalSelect(Vector.GreaterThan(high, wide), new Vector<float>(Directions / 4f) - turn, turn);
        turn = Vector.ConditionalSelect(Vector.LessThan(across, Vector<float>.Zero), new Vector<float>(Directions / 2f) - turn, turn);
        return Vector.ConditionalSelect(Vector.LessThan(down, Vector<float>.Zero), new Vector<float>(Directions) - turn, turn);
    }

    /// <summary>Takes the mean away, without which two pictures full of edges would be no more alike than two with few.</summary>
    private static void Normalize(Span<float> features)
    {
        TensorPrimitives.Subtract(features, TensorPrimitives.Sum(features) / Count, features);
        if (TensorPrimitives.Norm(features) is > 0 and var length)
        {
            TensorPrimitives.Divide(features, length, features);
        }
    }

    private static float[] CellShares()
    {
        var shares = new float[Cells * Side];
        for (var cell = 0; cell < Cells; cell++)
        {
            for (var place = 1; place < Side - 1; place++)
            {
                shares[(cell * Side) + place] = Math.Max(0, 1 - Math.Abs(((place + 0.5f) * Cells / Side) - 0.5f - cell));
            }
        }

        return shares;
    }
}
