using System.Diagnostics;
using Dcai.Bench.Figures;
using Dcai.Fingerprints.Near;

namespace Dcai.Bench.Dedup;

/// <summary>What it costs to look for near duplicates among many generated pictures, each compared with all before it, as a first ranking does on one core. Every
/// twentieth is a copy of an earlier one: mirrored, turned, paler, or a part of it.</summary>
internal sealed class ManyPictures(TextWriter output)
{
    private const int Side = PictureSketch.Side;
    private const int CopyOneIn = 20;
    private const int CopyOfTheOneBefore = 10;
    private const double Likeness = 0.8;
    private const double Mebi = 1024 * 1024;

    /// <param name="count">Pictures.</param>
    public IReadOnlyList<Figure> Run(int count)
    {
        output.WriteLine($"generating {count} pictures");
        byte[][] pixels = [.. Enumerable.Range(0, count).Select(number => IsCopy(number) ? Altered(Rectangles(number - CopyOfTheOneBefore), number / CopyOneIn) : Rectangles(number))];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Process.GetCurrentProcess().TotalProcessorTime;
        PictureSketch[] sketches = [.. pixels.Select(gray => new PictureSketch(gray))];
        var drawn = Process.GetCurrentProcess().TotalProcessorTime;
        var search = new NearPictureSearch(sketches);
        int[] all = [.. Enumerable.Range(0, count)];
        var found = search.Find(all, Array.ConvertAll(all, _ => true), Likeness, CancellationToken.None).ToList();
        var compared = Process.GetCurrentProcess().TotalProcessorTime;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before + pixels.Sum(gray => gray.Length);
        GC.KeepAlive(search);
        var right = found.Count(pair => IsCopy(pair.Asked) && pair.Picture == pair.Asked - CopyOfTheOneBefore);
        return
        [
            new Figure($"CPU, sketches of {count} pictures", (drawn - began).TotalSeconds, "s"),
            new Figure($"CPU, comparing {count} pictures", (compared - drawn).TotalSeconds, "s"),
            new Figure($"memory for {count} pictures", kept / Mebi, "MiB"),
            new Figure($"copies found among {count} pictures", (double)right / all.Count(IsCopy), ""),
            new Figure("right of what was found there", (double)right / found.Count, ""),
        ];
    }

    private static bool IsCopy(int number) => number % CopyOneIn == CopyOneIn - 1;

    private static byte[] Rectangles(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Side * Side];
        Array.Fill(pixels, (byte)random.Next(256));
        for (var rectangle = 0; rectangle < 8; rectangle++)
        {
            var (left, top, width, height, shade) = (random.Next(Side), random.Next(Side), random.Next(4, 16), random.Next(4, 16), (byte)random.Next(256));
            for (var y = top; y < Math.Min(Side, top + height); y++)
            {
                pixels.AsSpan((y * Side) + left, Math.Min(width, Side - left)).Fill(shade);
            }
        }

        return pixels;
    }

    private static byte[] Altered(byte[] pixels, int way) => (way % 4) switch
    {
        0 => Map((x, y) => pixels[(y * Side) + Side - 1 - x]),
        1 => Map((x, y) => pixels[(x * Side) + Side - 1 - y]),
        2 => Map((x, y) => (byte)(100 + (pixels[(y * Side) + x] / 3))),
        _ => Map((x, y) => pixels[(y * 9 / 10 * Side) + (x * 9 / 10)]),
    };

    private static byte[] Map(Func<int, int, byte> shade) => [.. Enumerable.Range(0, Side * Side).Select(place => shade(place % Side, place / Side))];
}
