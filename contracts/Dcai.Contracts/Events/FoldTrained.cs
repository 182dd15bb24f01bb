namespace Dcai.Contracts;

/// <summary>One planned training of the reference model is done.</summary>
public sealed record FoldTrained
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    public required int Fold { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double ValidationAccuracy { get; init; }

    /// <summary>Range [0, 1]; absent where there is no test set.</summary>
    public double? TestAccuracy { get; init; }
}
