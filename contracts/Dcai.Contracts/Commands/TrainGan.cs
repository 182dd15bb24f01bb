namespace Dcai.Contracts;

/// <summary>Train the generator that paints what the classifier gets wrong (paper, section 4).</summary>
public sealed record TrainGan
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    public required Descriptor Plan { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
