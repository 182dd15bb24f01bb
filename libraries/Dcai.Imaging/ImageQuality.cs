namespace Dcai.Imaging;

/// <summary>Measures of a picture that need no other one to compare it with.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Range">Brightest less darkest pixel, [0, 255]; 0 for a blank picture.</param>
/// <param name="Detail">Share of the pixels whose brightness is more than 16 away from the median, [0, 1].</param>
/// <param name="Shadow">Brightness that 1 in 1000 pixels do not exceed, [0, 255].</param>
/// <param name="Highlight">Brightness that 1 in 1000 pixels exceed, [0, 255].</param>
/// <param name="Sharpness">Variance of the Laplacian over that of the brightness; higher is sharper. 0 for a blank picture; drawings have 0.2
/// and more, the same with a Gaussian blur of three pixels less than 0.01.</param>
/// <remarks>The variance of the Laplacian: Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy". Over the picture's own
/// variance it does not take a faint drawing for a blurred one.</remarks>
public readonly record struct ImageQuality(int Width, int Height, int Range, double Detail, int Shadow, int Highlight, double Sharpness)
{
    private const int Shades = 256;
    private const int NearMedian = 16;

    /// <summary>A picture is looked at in at most so many places across: what is blurred by less than a five-hundredth of it counts as sharp.</summary>
    private const int MostSteps = 512;

    /// <summary>Width over height, or the inverse, whichever is larger; at least 1.</summary>
    public double Aspect => (double)Math.Max(Width, Height) / Math.Min(Width, Height);

    /// <param name="image">Any size; RGB is measured by its gray. Borrowed.</param>
    public static ImageQuality Measure(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);

        var gray = image.To(PixelFormat.Gray8);
        Span<int> counts = stackalloc int[Shades];
        counts.Clear();
        foreach (var pixel in gray.Pixels)
        {
            counts[pixel]++;
        }

        var total = gray.Pixels.Length;
        var (darkest, brightest) = (counts.IndexOfAnyExcept(0), counts.LastIndexOfAnyExcept(0));
        var median = Percentile(counts, total, 0.5);
        var near = 0;
        for (var shade = Math.Max(0, median - NearMedian); shade <= Math.Min(Shades - 1, median + NearMedian); shade++)
        {
            near += counts[shade];
        }

        return new ImageQuality(
            image.Width,
            image.Height,
            brightest - darkest,
            1 - (double)near / total,
            Percentile(counts, total, 0.001),
            Percentile(counts, total, 0.999),
            SharpnessOf(gray, Variance(counts, total)));
    }

    private static int Percentile(ReadOnlySpan<int> counts, int total, double share)
    {
        var (needed, sum) = (share * total, 0L);
        for (var shade = 0; shade < counts.Length; shade++)
        {
            sum += counts[shade];
            if (sum >= needed)
            {
                return shade;
            }
        }

        return counts.Length - 1;
    }

    private static double Variance(ReadOnlySpan<int> counts, int total)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var shade = 0; shade < counts.Length; shade++)
        {
            sum += (double)counts[shade] * shade;
            squares += (double)counts[shade] * shade * shade;
        }

        return Math.Max(0, squares / total - sum / total * (sum / total));
    }

    private static double SharpnessOf(Image gray, double variance)
    {
        var step = Math.Max(1, (Math.Max(gray.Width, gray.Height) + MostSteps - 1) / MostSteps);
        if (variance == 0 || gray.Width <= 2 * step || gray.Height <= 2 * step)
        {
            return 0;
        }

        var (sum, squares, count) = (0L, 0L, 0L);
        for (var y = step; y < gray.Height - step; y += step)
        {
            ReadOnlySpan<byte> above = gray.Pixels.AsSpan((y - step) * gray.Width, gray.Width);
            ReadOnlySpan<byte> here = gray.Pixels.AsSpan(y * gray.Width, gray.Width);
            ReadOnlySpan<byte> below = gray.Pixels.AsSpan((y + step) * gray.Width, gray.Width);
            for (var x = step; x < gray.Width - step; x += step)
            {
                var laplacian = 4 * here[x] - here[x - step] - here[x + step] - above[x] - below[x];
                sum += laplacian;
                squares += laplacian * laplacian;
                count++;
            }
        }

        var mean = (double)sum / count;
        return ((double)squares / count - mean * mean) / variance;
    }
}
