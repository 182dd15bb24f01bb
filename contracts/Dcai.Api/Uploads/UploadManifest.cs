namespace Dcai.Api;

/// <summary>The first part of an upload, named <c>manifest</c>: what the file parts after it are.</summary>
public sealed record UploadManifest
{
    /// <summary>Where the files come from: a folder's name, a bucket, a person.</summary>
    public required string Source { get; init; }

    public UploadOrigin Origin { get; init; }

    /// <summary>In the order of the file parts.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }
}
