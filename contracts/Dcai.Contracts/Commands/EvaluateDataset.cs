namespace Dcai.Contracts;

/// <summary>Gather the trained folds into the release's report (paper, table 2).</summary>
public sealed record EvaluateDataset
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    /// <summary>Version of the snapshot that is read.</summary>
    public required int Snapshot { get; init; }

    public required Descriptor Plan { get; init; }

    public required int FoldCount { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
