namespace Dcai.Contracts;

/// <summary>The round's auxiliary model is in the store.</summary>
public sealed record AuxiliaryModelTrained
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    public required Descriptor Model { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double ValidationAccuracy { get; init; }

    /// <summary>That of the command.</summary>
    public int Member { get; init; }
}
