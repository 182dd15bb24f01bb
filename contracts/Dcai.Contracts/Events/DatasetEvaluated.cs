namespace Dcai.Contracts;

/// <summary>The release's report is in the store.</summary>
public sealed record DatasetEvaluated
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    public required Descriptor Report { get; init; }
}
