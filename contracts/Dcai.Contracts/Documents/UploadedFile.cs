namespace Dcai.Contracts.Documents;

/// <summary>One file of an upload; its bytes are a blob.</summary>
public sealed record UploadedFile
{
    /// <summary>Path as it arrived, relative to the source, with slashes.</summary>
    public required string Name { get; init; }

    public string? Label { get; init; }

    /// <summary>train, val or none.</summary>
    public string? Split { get; init; }

    public required Descriptor Content { get; init; }
}
