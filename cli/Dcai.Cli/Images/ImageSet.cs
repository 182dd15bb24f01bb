using System.Security.Cryptography;
using Dcai.Fingerprints;

namespace Dcai.Cli.Images;

/// <summary>A folder or list of images, with the digest of each.</summary>
/// <param name="Root">The folder or the list, as it was given.</param>
/// <param name="Images">In the order of the source.</param>
internal sealed record ImageSet(string Root, IReadOnlyList<HashedImage> Images)
{
    /// <summary>The labels that occur, in ordinal order.</summary>
    public IReadOnlyList<string> Classes =>
        [.. Images.Select(image => image.File.Label).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>SHA-256 over names, labels, splits and contents: the same data has the same one, wherever it lies.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var image in Images.OrderBy(image => image.File.RelativePath, StringComparer.Ordinal))
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(
                    $"{image.File.RelativePath}\n{image.File.Label}\n{image.File.Split}\n{image.SampleId}\n"));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Lists and hashes the images of a folder (class/image or split/class/image) or of a CSV file (path,label).</summary>
    /// <exception cref="ImageSourceException">It is missing, empty or of another layout.</exception>
    public static async Task<ImageSet> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var files = File.Exists(path) && Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
            ? LabelCsv.Read(path, cancellationToken: cancellationToken)
            : ImageFolder.Walk(path, cancellationToken: cancellationToken).Files;
        return await HashAsync(path, files, cancellationToken);
    }

    /// <summary>Only images with a label, and enough of each to learn from.</summary>
    /// <exception cref="CommandFailedException">A class has one image, or there is only one class.</exception>
    public ImageSet RequireLearnable()
    {
        var unlabelled = Images.FirstOrDefault(image => image.File.Label is null);
        if (unlabelled is not null)
        {
            throw new CommandFailedException($"{unlabelled.File.Path} lies in no class folder: move it into one, or out of {Root}");
        }

        var counts = Images.GroupBy(image => image.File.Label!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (counts.Count < 2)
        {
            throw new CommandFailedException($"{Root} has one class only ('{counts[0].Key}'): at least two class folders are needed");
        }

        var lonely = counts.Find(group => group.Count() < 2);
        return lonely is null
            ? this
            : throw new CommandFailedException(
                $"class '{lonely.Key}' of {Root} has one image, and at least two are needed (one to train, one to validate): add images or remove the folder");
    }

    private static async Task<ImageSet> HashAsync(string root, IReadOnlyList<ImageFile> files, CancellationToken cancellationToken)
    {
        var images = new HashedImage[files.Count];
        await Parallel.ForAsync(0, files.Count, cancellationToken, async (index, ct) =>
            images[index] = await HashAsync(files[index], ct));
        return new ImageSet(root, images);
    }

    private static async Task<HashedImage> HashAsync(ImageFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = File.OpenRead(file.Path);
            var hash = await SHA256.HashDataAsync(content, cancellationToken);
            return new HashedImage(file, Convert.ToHexStringLower(hash), content.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageSourceException($"the image {file.Path} cannot be read: {failure.Message}", failure);
        }
    }
}
