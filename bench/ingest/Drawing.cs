using Dcai.Imaging;

namespace Dcai.Bench.Ingest;

/// <summary>Pictures like scans of handwriting: strokes on a page that is not quite white.</summary>
internal static class Drawing
{
    private const int Side = 250;
    private const int Strokes = 6;
    private const int Width = 4;

    /// <summary>A 250×250 PNG of its own for every number.</summary>
    public static byte[] Png(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Side * Side];
        for (var index = 0; index < pixels.Length; index++)
        {
            pixels[index] = (byte)(235 + random.Next(12));
        }

        for (var stroke = 0; stroke < Strokes; stroke++)
        {
            var (x, y, across, down) = (random.NextDouble() * Side, random.NextDouble() * Side, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            for (var step = 0; step < Side; step++, x += across, y += down)
            {
                Dot(pixels, (int)x, (int)y, (byte)random.Next(60));
            }
        }

        return PngEncoder.Encode(new Image(Side, Side, PixelFormat.Gray8, pixels));
    }

    private static void Dot(byte[] pixels, int left, int top, byte shade)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Side, top + Width); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Side, left + Width); x++)
            {
                pixels[y * Side + x] = shade;
            }
        }
    }
}
