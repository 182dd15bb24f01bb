namespace Dcai.Contracts;

/// <summary>The round's training set is in the store.</summary>
public sealed record TrainingSetComposed
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    public required Descriptor TrainingSet { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }
}
