using Dcai.Fingerprints;
using Dcai.Imaging;
using Dcai.Learning;

namespace Dcai.Cli.Augmenting;

/// <summary>Images beside their distorted variants.</summary>
internal static class AugmentationSheet
{
    private const string Antialiased = "antialiased";

    /// <summary>One file, or some of a folder, evenly taken so that every class shows.</summary>
    /// <exception cref="UsageException">There is no such file or folder.</exception>
    /// <exception cref="ImageSourceException">The folder holds no images.</exception>
    public static IReadOnlyList<string> Choose(string path, int count, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new UsageException($"{path} is neither a file nor a folder");
        }

        var files = ImageFolder.Walk(path, cancellationToken: cancellationToken).Files;
        return [.. Enumerable.Range(0, Math.Min(count, files.Count)).Select(index => files[(int)((long)index * files.Count / Math.Min(count, files.Count))].Path)];
    }

    /// <summary>A PNG: a row per image, the first column as it is.</summary>
    /// <exception cref="CommandFailedException">An image cannot be read; the message names the file.</exception>
    public static byte[] Draw(IReadOnlyList<string> files, AugmentationPolicy policy, int count, int size, ulong seed)
    {
        var tiles = new List<Image>();
        for (var index = 0; index < files.Count; index++)
        {
            var pixels = Read(files[index], size);
            var ids = Enumerable.Range(0, count).Select(variant => $"{index}-{variant}").ToList();
            var copies = new float[count * pixels.Length];
            for (var variant = 0; variant < count; variant++)
            {
                pixels.CopyTo(copies, variant * pixels.Length);
            }

            var variants = policy.Preview(new LabelledImages(ids, copies, new int[count], size, size), seed + (ulong)index);
            tiles.Add(OfflineAugmentation.ToImage(pixels, size, size));
            tiles.AddRange(variants.Chunk(pixels.Length).Select(variant => OfflineAugmentation.ToImage(variant, size, size)));
        }

        return PngEncoder.Encode(ContactSheet.Compose(tiles, count + 1, size));
    }

    private static float[] Read(string file, int size)
    {
        try
        {
            return Preprocessing.Of(File.ReadAllBytes(file), Antialiased, size);
        }
        catch (ImageRejectedException rejected)
        {
            throw new CommandFailedException($"{file} is no image that can be read: {rejected.Message.TrimEnd('.')}");
        }
    }
}
