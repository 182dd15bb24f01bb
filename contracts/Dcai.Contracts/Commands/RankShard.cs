namespace Dcai.Contracts;

/// <summary>Infer one shard of the uncertified samples and say what the auxiliary models think of each (paper, step 3).</summary>
public sealed record RankShard
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

    /// <summary>0-based.</summary>
    public required int Shard { get; init; }

    public required int ShardCount { get; init; }

    /// <summary>The ensemble's first model.</summary>
    public required Descriptor Model { get; init; }

    /// <summary>The round that trained the models; 0 for this one.</summary>
    public int ModelRound { get; init; }

    /// <summary>How many models the round trained.</summary>
    public int EnsembleSize { get; init; } = 1;
}
