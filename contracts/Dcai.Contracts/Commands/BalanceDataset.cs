namespace Dcai.Contracts;

/// <summary>Balance the classes, choose the test set and split the folds (paper, steps 4 and 5).</summary>
public sealed record BalanceDataset
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    /// <summary>Version of the snapshot that is read.</summary>
    public required int Snapshot { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
