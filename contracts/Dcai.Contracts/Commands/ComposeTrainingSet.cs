namespace Dcai.Contracts;

/// <summary>Split what is certified so far into training and validation images (paper, step 2).</summary>
public sealed record ComposeTrainingSet
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    /// <summary>Version of the snapshot that is read.</summary>
    public required int Snapshot { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
