namespace Dcai.Imaging;

/// <summary>Finds what is drawn on a plain ground and cuts it out, so that size and place of a drawing no longer matter.</summary>
/// <remarks>
/// The threshold is Otsu's (1979, "A threshold selection method from gray-level histograms") on the gray levels of the whole image. Specks, dust and dashes that are
/// small beside the largest connected part of the drawing do not count.
/// </remarks>
public static class InkCrop
{
    private const int LongestSideSearched = 96;
    private const int LightestInk = 200;
    private const int DarkestGround = 127;
    private const double SpeckShare = 0.04;
    private const int SmallestPart = 2;
    private const double Margin = 0.08;

    /// <summary>Cuts out the drawing, with a margin, as a square; the aspect ratio is kept, and what lies outside the image is ground.</summary>
    /// <param name="image">Borrowed. Light strokes on a dark ground are inverted.</param>
    /// <returns>Gray, dark on light. The whole image, squared, where nothing is drawn.</returns>
    public static Image Square(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (gray, ground) = DarkOnLight(image.To(PixelFormat.Gray8));
        var (left, top, right, bottom) = DrawnBox(gray, ground);
        var side = Math.Max(1, (int)Math.Ceiling(Math.Max(right - left, bottom - top) * (1 + (2 * Margin))));
        var x = (int)Math.Round(((left + right) - side) / 2, MidpointRounding.AwayFromZero);
        var y = (int)Math.Round(((top + bottom) - side) / 2, MidpointRounding.AwayFromZero);
        return Cut(gray, x, y, side, ground);
    }

    private static (Image Gray, byte Ground) DarkOnLight(Image gray)
    {
        var median = Median(gray.Pixels);
        return median > DarkestGround
            ? (gray, median)
            : (new Image(gray.Width, gray.Height, PixelFormat.Gray8, Array.ConvertAll(gray.Pixels, value => (byte)(255 - value))), (byte)(255 - median));
    }

    private static (double Left, double Top, double Right, double Bottom) DrawnBox(Image gray, byte ground)
    {
        var scale = Math.Min(1, (double)LongestSideSearched / Math.Max(gray.Width, gray.Height));
        var small = Resize.Antialiased(
            gray, Math.Max(1, (int)Math.Round(gray.Width * scale)), Math.Max(1, (int)Math.Round(gray.Height * scale)));

        // Thin strokes are mixed with ground where the image was reduced: halfway between both still counts as ink.
        var threshold = Math.Min(OtsuThreshold(gray.Pixels), LightestInk);
        var lightest = threshold + ((ground - threshold) / 2);
        var parts = ConnectedParts.Of(Array.ConvertAll(small.Pixels, value => value < lightest), small.Width);
        if (parts.Count == 0)
        {
            return (0, 0, gray.Width, gray.Height);
        }

        var smallest = Math.Max(SmallestPart, SpeckShare * parts.Max(part => part.Area));
        ConnectedPart[] drawn = [.. parts.Where(part => part.Area >= smallest)];
        if (drawn.Length == 0)
        {
            drawn = [.. parts];
        }

        var (across, down) = ((double)gray.Width / small.Width, (double)gray.Height / small.Height);
        return (
            drawn.Min(part => part.Left) * across,
            drawn.Min(part => part.Top) * down,
            (drawn.Max(part => part.Right) + 1) * across,
            (drawn.Max(part => part.Bottom) + 1) * down);
    }

    private static Image Cut(Image gray, int x, int y, int side, byte ground)
    {
        var pixels = new byte[checked(side * side)];
        Array.Fill(pixels, ground);
        var (from, to) = (Math.Max(0, x), Math.Min(gray.Width, x + side));
        for (var row = Math.Max(0, y); row < Math.Min(gray.Height, y + side); row++)
        {
            gray.Pixels.AsSpan((row * gray.Width) + from, to - from).CopyTo(pixels.AsSpan(((row - y) * side) + from - x));
        }

        return new Image(side, side, PixelFormat.Gray8, pixels);
    }

    private static byte Median(byte[] values)
    {
        var counts = Histogram(values);
        long seen = 0;
        var level = 0;
        while ((seen += counts[level]) * 2 < values.Length)
        {
            level++;
        }

        return (byte)level;
    }

    /// <summary>The gray level that splits the values into two groups of largest variance between them; the lower group includes it.</summary>
    private static int OtsuThreshold(byte[] values)
    {
        var counts = Histogram(values);
        var total = counts.Select((count, level) => (double)count * level).Sum();
        var (best, bestVariance) = (0, -1.0);
        var (lowerCount, lowerSum) = (0.0, 0.0);
        for (var level = 0; level < counts.Length; level++)
        {
            lowerCount += counts[level];
            lowerSum += (double)counts[level] * level;
            var upperCount = values.Length - lowerCount;
            if (lowerCount == 0 || upperCount == 0)
            {
                continue;
            }

            var difference = (lowerSum / lowerCount) - ((total - lowerSum) / upperCount);
            var variance = lowerCount * upperCount * difference * difference;
            if (variance > bestVariance)
            {
                (best, bestVariance) = (level, variance);
            }
        }

        return best;
    }

    private static long[] Histogram(byte[] values)
    {
        var counts = new long[256];
        foreach (var value in values)
        {
            counts[value]++;
        }

        return counts;
    }
}
