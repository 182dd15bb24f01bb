using System.Diagnostics;
using System.Security.Cryptography;
using Dcai.Bench.Figures;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Known;
using Dcai.Imaging;

namespace Dcai.Bench.Ingest;

/// <summary>What a worker does with each image, without store and bus, on one thread; and what its index takes.</summary>
internal static class Inspection
{
    private const int Images = 500;
    private const int Runs = 5;
    private const int Indexed = 1_000_000;

    public static IEnumerable<Figure> Measure(TextWriter output)
    {
        output.WriteLine($"{Images} PNGs of 250 × 250 pixels: hash, decode, perceptual hash, quality");
        byte[][] files = [.. Enumerable.Range(0, Images).Select(Drawing.Png)];
        InspectAll(files);
        var seconds = Enumerable.Range(0, Runs).Select(_ => InspectAll(files)).Order().ElementAt(Runs / 2);
        yield return new Figure("images inspected per CPU second", Images / seconds, "/s");

        output.WriteLine($"the index of {Indexed} images");
        var (known, random) = (new KnownImages(nearDistance: 4), new Random(1));
        for (var number = 0; number < Indexed; number++)
        {
            known.Add(Made(random));
        }

        yield return new Figure("memory of the index, an image", (double)known.SizeBytes / Indexed, "B");
        const int queries = 20_000;
        var asked = Enumerable.Range(0, queries).Select(_ => Made(random)).ToArray();
        var from = Stopwatch.GetTimestamp();
        foreach (var image in asked)
        {
            known.Find(image.Id, image.Hash);
        }

        yield return new Figure($"exact and near search among {Indexed}", Stopwatch.GetElapsedTime(from).TotalMicroseconds / queries, "µs");
    }

    /// <summary>An image that nobody drew, for an index only.</summary>
    public static KnownImage Made(Random random)
    {
        Span<byte> bytes = stackalloc byte[ImageId.SizeBytes + sizeof(ulong)];
        random.NextBytes(bytes);
        return new KnownImage(ImageId.Read(bytes), SplitSet.None, BitConverter.ToUInt64(bytes[ImageId.SizeBytes..]), 250, 250, Coloured: false);
    }

    private static double InspectAll(byte[][] files)
    {
        var from = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var file in files)
        {
            SHA256.HashData(file);
            ImageHeader.Read(file);
            var image = ImageDecoder.Decode(file, PixelFormat.Gray8);
            PerceptualHash.Compute(image);
            ImageQuality.Measure(image);
        }

        return (Process.GetCurrentProcess().TotalProcessorTime - from).TotalSeconds;
    }
}
