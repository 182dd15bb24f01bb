namespace Dcai.Contracts;

/// <summary>The release is balanced and its trainings are planned.</summary>
public sealed record DatasetBalanced
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    public required Descriptor Plan { get; init; }

    /// <summary>How many trainings the plan holds.</summary>
    public required int FoldCount { get; init; }
}
