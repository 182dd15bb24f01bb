namespace Dcai.Contracts;

/// <summary>A slice of a long work is stored; the same command is wanted again for the next one.</summary>
public sealed record WorkSliced
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>0-based number of the slice just stored.</summary>
    public required int Slice { get; init; }
}
