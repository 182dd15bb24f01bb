namespace Dcai.Contracts.Documents;

/// <summary>Files that the gateway accepted and nobody has ingested yet.</summary>
public sealed record Upload
{
    public required string UploadId { get; init; }

    /// <summary>Where they come from: a folder's name, a bucket, a person.</summary>
    public required string Source { get; init; }

    public required SampleOrigin Origin { get; init; }

    public required IReadOnlyList<UploadedFile> Files { get; init; }
}
