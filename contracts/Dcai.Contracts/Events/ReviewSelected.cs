namespace Dcai.Contracts;

/// <summary>The items of a review are in the store.</summary>
public sealed record ReviewSelected
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    public required int ItemCount { get; init; }
}
