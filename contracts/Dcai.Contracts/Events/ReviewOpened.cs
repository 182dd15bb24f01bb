namespace Dcai.Contracts;

/// <summary>Reviewers can see the review and have been told.</summary>
public sealed record ReviewOpened
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required string ReviewId { get; init; }
}
