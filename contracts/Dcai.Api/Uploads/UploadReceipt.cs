namespace Dcai.Api;

/// <summary>An upload is stored and will be ingested, whatever happens to the gateway from here on.</summary>
public sealed record UploadReceipt
{
    /// <summary>SHA-256 over source, origin, names, labels, splits and contents, 64 hexadecimal digits: the same upload twice is the same upload.</summary>
    public required string UploadId { get; init; }

    public required int FileCount { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>The very same upload was ingested before; nothing was done.</summary>
    public required bool AlreadyIngested { get; init; }
}
