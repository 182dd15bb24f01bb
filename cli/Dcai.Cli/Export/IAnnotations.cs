namespace Dcai.Cli.Export;

/// <summary>Files beside the images that say of each what it is.</summary>
internal interface IAnnotations : IAsyncDisposable
{
    /// <summary>In the order of the certificates.</summary>
    /// <param name="image">Without its bytes.</param>
    /// <param name="file">Relative to the folder, with slashes.</param>
    /// <param name="cancellationToken">Leaves partial files.</param>
    Task AddAsync(ExportedImage image, string file, CancellationToken cancellationToken);

    /// <returns>The files that were written, relative to the folder.</returns>
    Task<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken);
}
