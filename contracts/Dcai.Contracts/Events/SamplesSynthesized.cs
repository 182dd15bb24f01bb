namespace Dcai.Contracts;

/// <summary>Synthetic samples are listed in an ingest batch of their own and await their review.</summary>
public sealed record SamplesSynthesized
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    public required int SampleCount { get; init; }
}
