namespace Dcai.Contracts;

/// <summary>The generator is in the store.</summary>
public sealed record GanTrained
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    /// <summary>The card of the release's generators (format dcai.gan).</summary>
    public required Descriptor Generator { get; init; }
}
