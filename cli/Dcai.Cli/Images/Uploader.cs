using Dcai.Api;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Images;

/// <summary>Sends images to the gateway, some hundred at a time.</summary>
internal static class Uploader
{
    /// <summary>Of one upload; an upload is read into memory.</summary>
    public const int MostFiles = 500;

    /// <inheritdoc cref="MostFiles"/>
    public const long MostBytes = 64L << 20;

    /// <param name="client">The gateway.</param>
    /// <param name="datasetId">Where to.</param>
    /// <param name="images">What.</param>
    /// <param name="origin">Why they arrive.</param>
    /// <param name="progress">Files sent so far.</param>
    /// <param name="cancellationToken">Uploads that were answered stay.</param>
    /// <returns>One receipt per upload.</returns>
    public static async Task<IReadOnlyList<UploadReceipt>> UploadAsync(
        GatewayClient client, string datasetId, ImageSet images, UploadOrigin origin, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var receipts = new List<UploadReceipt>();
        var sent = 0;
        foreach (var part in Parts(images.Images))
        {
            var (manifest, contents) = await ReadAsync(images.Root, part, origin, cancellationToken);
            receipts.Add(await client.UploadAsync(datasetId, manifest, contents, cancellationToken));
            sent += part.Count;
            progress?.Report(sent);
        }

        return receipts;
    }

    /// <summary>Names the images as the dataset's external test set, all at once.</summary>
    public static async Task<TestSetReceipt> SetTestSetAsync(
        GatewayClient client, string datasetId, ImageSet images, CancellationToken cancellationToken)
    {
        var (manifest, contents) = await ReadAsync(images.Root, images.Images, UploadOrigin.Ingested, cancellationToken);
        return await client.SetTestSetAsync(datasetId, manifest, contents, cancellationToken);
    }

    internal static IEnumerable<IReadOnlyList<HashedImage>> Parts(IReadOnlyList<HashedImage> images)
    {
        var part = new List<HashedImage>();
        long bytes = 0;
        foreach (var image in images)
        {
            if (part.Count == MostFiles || (part.Count > 0 && bytes + image.SizeBytes > MostBytes))
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(image);
            bytes += image.SizeBytes;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private static async Task<(UploadManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Contents)> ReadAsync(
        string root, IReadOnlyList<HashedImage> images, UploadOrigin origin, CancellationToken cancellationToken)
    {
        var contents = new ReadOnlyMemory<byte>[images.Count];
        for (var index = 0; index < contents.Length; index++)
        {
            contents[index] = await File.ReadAllBytesAsync(images[index].File.Path, cancellationToken);
        }

        var manifest = new UploadManifest
        {
            Source = SourceName(root),
            Origin = origin,
            Files = [.. images.Select(image => new ManifestFile { Name = Name(image), Label = image.File.Label, Split = image.File.Split })],
        };
        return (manifest, contents);
    }

    private static string SourceName(string root) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));

    /// <summary>A list may name images beside its own folder; the gateway wants names below the source.</summary>
    private static string Name(HashedImage image) =>
        string.Join('/', image.File.RelativePath.Split('/').Where(part => part is not ("" or "." or "..")));
}
