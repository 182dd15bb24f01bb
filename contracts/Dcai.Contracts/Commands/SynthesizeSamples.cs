namespace Dcai.Contracts;

/// <summary>Draw synthetic samples from the trained generator (paper, section 4).</summary>
public sealed record SynthesizeSamples
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    /// <summary>The card of the release's generators (format dcai.gan).</summary>
    public required Descriptor Generator { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
