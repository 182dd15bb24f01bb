namespace Dcai.Contracts;

/// <summary>A command's message was delivered too often, or to a worker that does not know it, and lies with the dead letters now. Its dataset is suspended.</summary>
public sealed record CommandGivenUp
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>Name of the command's type.</summary>
    public required string Command { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }
}
