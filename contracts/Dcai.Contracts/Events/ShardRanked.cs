namespace Dcai.Contracts;

/// <summary>One shard of the round's ranking is in the store.</summary>
public sealed record ShardRanked
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    public required int Shard { get; init; }

    public required int SampleCount { get; init; }
}
