using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>How an export's images lie in its folder.</summary>
internal abstract class ExportLayout : IAsyncDisposable
{
    /// <param name="contents">What is exported, and in which form.</param>
    /// <param name="directory">Claimed by this export.</param>
    /// <param name="manifest">Where every file is noted.</param>
    public static ExportLayout Of(ExportContents contents, string directory, ExportManifest manifest) => contents.Format switch
    {
        ExportFormats.ImageFolder => new FolderLayout(directory, manifest, "", ofClass: true, annotations: null),
        ExportFormats.HuggingFace => new FolderLayout(directory, manifest, "", ofClass: true, new HuggingFaceAnnotations(directory, contents)),
        ExportFormats.Coco => new FolderLayout(directory, manifest, CocoAnnotations.ImagesFolder, ofClass: false, new CocoAnnotations(directory, contents)),
        ExportFormats.WebDataset => new ShardLayout(directory, manifest, contents),
        _ => throw new CommandFailedException($"there is no export format '{contents.Format}': choose one of {string.Join(", ", ExportFormats.All)}"),
    };

    /// <summary>Whether the image lies in its place already. Called for several images at once.</summary>
    public abstract Task<bool> HasAsync(ExportedImage image, CancellationToken cancellationToken);

    /// <summary>Puts the image into its place, where it can be put out of order. Called for several images at once.</summary>
    public virtual Task PlaceAsync(ExportedImage image, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes what an earlier call has written of an image that was erased since.</summary>
    public abstract void Remove(ExportedImage image);

    /// <summary>Notes the image; called for one image after the other, in the order of the certificates.</summary>
    /// <returns>The file that holds it, relative to the folder.</returns>
    public abstract Task<string> AddAsync(ExportedImage image, CancellationToken cancellationToken);

    /// <summary>After the last image.</summary>
    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Patterns of the files that hold images, for those who read the folder with other programs.</summary>
    public abstract IReadOnlyList<string> ImageFiles { get; }

    public abstract ValueTask DisposeAsync();
}
