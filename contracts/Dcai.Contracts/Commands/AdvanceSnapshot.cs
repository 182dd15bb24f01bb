namespace Dcai.Contracts;

/// <summary>Fold everything that the parent has not seen (ingested batches, closed reviews, corrections) into its successor.</summary>
public sealed record AdvanceSnapshot
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>Version of the snapshot to advance from; 0 is the empty dataset.</summary>
    public required int Parent { get; init; }

    /// <summary>Counts the saga's advances, so that asking again after nothing was new is another command.</summary>
    public required long Sequence { get; init; }

    /// <summary>The generation's samples are those that arrived up to this version; 0 until a generation has begun: then all samples count.</summary>
    public required int GenerationSnapshot { get; init; }
}
