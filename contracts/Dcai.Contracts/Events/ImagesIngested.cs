namespace Dcai.Contracts;

/// <summary>One batch of images has been hashed, checked and listed.</summary>
public sealed record ImagesIngested
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required string BatchId { get; init; }

    public required int AcceptedCount { get; init; }

    /// <summary>Files whose bytes were known already; advice, as identity is the digest.</summary>
    public required int DuplicateCount { get; init; }

    public required int RejectedCount { get; init; }
}
