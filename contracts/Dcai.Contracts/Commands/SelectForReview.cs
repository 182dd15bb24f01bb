namespace Dcai.Contracts;

/// <summary>Choose what people look at next (paper, steps 2 and 3).</summary>
public sealed record SelectForReview
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    /// <summary>Version of the snapshot that is read.</summary>
    public required int Snapshot { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }

    public required int GenerationSnapshot { get; init; }

    /// <summary>How many shards of the round's ranking there are to read; 0 where the purpose needs none.</summary>
    public required int RankingShards { get; init; }
}
