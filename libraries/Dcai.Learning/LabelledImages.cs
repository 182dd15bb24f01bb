using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dcai.Imaging;

namespace Dcai.Learning;

/// <summary>A set of images of one size, with their labels. The caller sorts by sample id, so that equal sets are equal in order too.</summary>
public sealed class LabelledImages
{
    /// <summary>The label of an image without one.</summary>
    public const int NoLabel = -1;

    /// <param name="sampleIds">[N] ids, in the order of the pixels.</param>
    /// <param name="pixels">float32 [N, 3, H, W] row-major; RGB; range [0, 255]. Kept, not copied: do not change it afterwards.</param>
    /// <param name="labels">int32 [N] class index ≥ 0, or <see cref="NoLabel"/>. Kept, not copied.</param>
    /// <param name="height">H in pixels.</param>
    /// <param name="width">W in pixels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is below −1; the message states both lengths.</exception>
    public LabelledImages(IReadOnlyList<string> sampleIds, float[] pixels, int[] labels, int height = 32, int width = 32)
    {
        ArgumentNullException.ThrowIfNull(sampleIds);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (labels.Length != sampleIds.Count)
        {
            throw new ArgumentException($"Expected {sampleIds.Count} labels, one per sample id, but there are {labels.Length}.", nameof(labels));
        }

        var expected = (long)sampleIds.Count * 3 * height * width;
        if (pixels.LongLength != expected)
        {
            throw new ArgumentException(
                $"Expected {expected} values for [{sampleIds.Count}, 3, {height}, {width}], but there are {pixels.LongLength}.", nameof(pixels));
        }

        foreach (var label in labels)
        {
            if (label < NoLabel)
            {
                throw new ArgumentException($"A label is a class index or {NoLabel}, but one is {label}.", nameof(labels));
            }
        }

        (SampleIds, Pixels, Labels, Height, Width) = (sampleIds, pixels, labels, height, width);
    }

    /// <summary>N.</summary>
    public int Count => Labels.Length;

    /// <summary>[N] ids, in the order of the pixels.</summary>
    public IReadOnlyList<string> SampleIds { get; }

    /// <summary>float32 [N, 3, H, W] row-major; RGB; range [0, 255].</summary>
    public float[] Pixels { get; }

    /// <summary>int32 [N] class index, or <see cref="NoLabel"/>.</summary>
    public int[] Labels { get; }

    /// <summary>H in pixels.</summary>
    public int Height { get; }

    /// <summary>W in pixels.</summary>
    public int Width { get; }

    /// <summary>Gray images, as the preprocessing of the reference model takes them: gray replicated.</summary>
    /// <param name="images">At least one, all of one size, gray; numbered in place of ids. Borrowed for the call.</param>
    /// <param name="labels">int32 [N] class index ≥ 0, or <see cref="NoLabel"/>. Kept, not copied.</param>
    public static LabelledImages OfGray(IReadOnlyList<Image> images, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new LabelledImages(
            [.. images.Select((_, number) => number.ToString(CultureInfo.InvariantCulture))],
            [.. images.SelectMany(image => Enumerable.Repeat(image.Pixels, 3)).SelectMany(plane => plane, (_, level) => (float)level)],
            labels, images[0].Height, images[0].Width);
    }

    /// <summary>The same without colour.</summary>
    /// <returns>float32 [N, H, W] row-major, 0.299 R + 0.587 G + 0.114 B, range [0, 255]. Owned by the caller.</returns>
    public float[] GrayPixels()
    {
        var plane = Height * Width;
        var gray = new float[Count * plane];
        for (var n = 0; n < Count; n++)
        {
            var image = Pixels.AsSpan(n * 3 * plane, 3 * plane);
            for (var i = 0; i < plane; i++)
            {
                gray[(n * plane) + i] = (0.299f * image[i]) + (0.587f * image[plane + i]) + (0.114f * image[(2 * plane) + i]);
            }
        }

        return gray;
    }

    /// <summary>SHA-256, in hexadecimal, of everything in the set: equal for equal sets only.</summary>
    internal string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        foreach (var value in (ReadOnlySpan<int>)[Count, Height, Width])
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            hash.AppendData(number);
        }

        foreach (var id in SampleIds)
        {
            var bytes = Encoding.UTF8.GetBytes(id);
            BinaryPrimitives.WriteInt32LittleEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }

        hash.AppendData(MemoryMarshal.AsBytes<int>(Labels));
        hash.AppendData(MemoryMarshal.AsBytes<float>(Pixels));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
