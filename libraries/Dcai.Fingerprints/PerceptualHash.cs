using System.Globalization;
using Dcai.Imaging;

namespace Dcai.Fingerprints;

/// <summary>A 64-bit hash that changes little when a picture changes little: scaled, shifted by a pixel, brightened, encoded again.
/// A picture that is symmetric to the pixel lacks half of the frequencies, and their bits are those of its noise.</summary>
/// <remarks>Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", section 3.2.1 (the DCT-based hash), with an
/// antialiased reduction in place of the mean filter. Compare by <see cref="HammingDistance"/>.</remarks>
public static class PerceptualHash
{
    private const int Size = 32;
    private const int Frequencies = 8;

    private static readonly double[] Basis = CosineBasis();

    /// <param name="image">Any size; RGB is hashed by its gray. Borrowed.</param>
    /// <returns>One bit for each of the 8×8 lowest frequencies of the picture reduced to 32×32, row by row with the mean brightness in the
    /// highest bit: set where the coefficient is above the median of the 64.</returns>
    public static ulong Compute(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);

        var reduced = Resize.Antialiased(image.To(PixelFormat.Gray8), Size, Size);
        Span<double> rows = stackalloc double[Frequencies * Size];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var x = 0; x < Size; x++)
            {
                var sum = 0.0;
                for (var y = 0; y < Size; y++)
                {
                    sum += Basis[v * Size + y] * reduced.Pixels[y * Size + x];
                }

                rows[v * Size + x] = sum;
            }
        }

        Span<double> coefficients = stackalloc double[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0.0;
                for (var x = 0; x < Size; x++)
                {
                    sum += rows[v * Size + x] * Basis[u * Size + x];
                }

                // Frequencies that a picture lacks come out as ±1e-13; rounded, a blank page has one hash and not a random one.
                coefficients[v * Frequencies + u] = Math.Round(sum, 3);
            }
        }

        var median = Median(coefficients);
        var hash = 0UL;
        foreach (var coefficient in coefficients)
        {
            hash = (hash << 1) | (coefficient > median ? 1UL : 0UL);
        }

        return hash;
    }

    /// <summary>A hash as documents write it.</summary>
    /// <returns>16 hexadecimal digits.</returns>
    public static string Format(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <returns>Null where there is none, or no hash.</returns>
    public static ulong? Parse(string? hexadecimal) =>
        ulong.TryParse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash) ? hash : null;

    private static double Median(ReadOnlySpan<double> values)
    {
        Span<double> sorted = stackalloc double[values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        return (sorted[values.Length / 2 - 1] + sorted[values.Length / 2]) / 2;
    }

    private static double[] CosineBasis()
    {
        var basis = new double[Frequencies * Size];
        for (var u = 0; u < Frequencies; u++)
        {
            for (var x = 0; x < Size; x++)
            {
                basis[u * Size + x] = Math.Cos(Math.PI * (2 * x + 1) * u / (2 * Size));
            }
        }

        return basis;
    }
}
