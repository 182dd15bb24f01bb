namespace Dcai.Api;

/// <summary>One file of an upload.</summary>
public sealed record ManifestFile
{
    /// <summary>Path relative to the source, with slashes.</summary>
    public required string Name { get; init; }

    /// <summary>One of the dataset's classes; absent for an image without a label.</summary>
    public string? Label { get; init; }

    /// <summary>train, val or none.</summary>
    public string? Split { get; init; }
}
