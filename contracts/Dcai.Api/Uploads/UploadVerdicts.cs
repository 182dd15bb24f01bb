namespace Dcai.Api;

/// <summary>What became of an upload.</summary>
public sealed record UploadVerdicts
{
    public required string UploadId { get; init; }

    /// <summary>False while it waits to be ingested; there are no verdicts then.</summary>
    public required bool Ingested { get; init; }

    /// <summary>In the order of the files' names.</summary>
    public required IReadOnlyList<FileVerdict> Files { get; init; }
}
