using Dcai.ObjectStorage;

namespace Dcai.Cli.Export;

/// <summary>A file for every image, named by its digest.</summary>
/// <param name="directory">Claimed by this export.</param>
/// <param name="manifest">Where every file is noted.</param>
/// <param name="root">The folder of all parts; empty for none.</param>
/// <param name="ofClass">Whether a part has a folder for each class.</param>
/// <param name="annotations">Files that say what each image is; null for none.</param>
internal sealed class FolderLayout(string directory, ExportManifest manifest, string root, bool ofClass, IAnnotations? annotations) : ExportLayout
{
    /// <inheritdoc />
    public override IReadOnlyList<string> ImageFiles { get; } =
        [.. new[] { "png", "jpg", "webp", "bmp", "gif", "tiff", "bin" }.Select(extension => $"{(root.Length > 0 ? $"{root}/" : "")}*/{(ofClass ? "*/" : "")}*.{extension}")];

    /// <inheritdoc />
    public override async Task<bool> HasAsync(ExportedImage image, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Join(directory, FileOf(image)));
        if (!file.Exists || file.Length != image.Certificate.SizeBytes)
        {
            return false;
        }

        // A file of the right length may have been damaged since.
        await using var content = file.OpenRead();
        return Digests.Hex(await Digests.Sha256Async(content, cancellationToken)) == image.Certificate.SampleId;
    }

    /// <inheritdoc />
    public override async Task PlaceAsync(ExportedImage image, CancellationToken cancellationToken)
    {
        var path = Path.Join(directory, FileOf(image));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + ExportFolder.PartialEnding, image.Content!, cancellationToken);
        ExportFolder.Complete(path);
    }

    /// <inheritdoc />
    public override void Remove(ExportedImage image)
    {
        if (new FileInfo(Path.Join(directory, FileOf(image))) is { Exists: true } file)
        {
            file.Delete();
        }
    }

    /// <inheritdoc />
    public override async Task<string> AddAsync(ExportedImage image, CancellationToken cancellationToken)
    {
        var file = FileOf(image);
        await manifest.AddAsync(new ManifestLine(file, image.Certificate.SizeBytes, image.Certificate.SampleId));
        await (annotations?.AddAsync(image, file, cancellationToken) ?? Task.CompletedTask);
        return file;
    }

    /// <inheritdoc />
    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var file in annotations is null ? [] : await annotations.CompleteAsync(cancellationToken))
        {
            await manifest.AddAsync(file, cancellationToken);
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => annotations?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string FileOf(ExportedImage image)
    {
        var certificate = image.Certificate;
        return $"{(root.Length > 0 ? $"{root}/" : "")}{certificate.Part}/{(ofClass ? $"{certificate.Label}/" : "")}{image.FileName}";
    }
}
