namespace Dcai.Contracts;

/// <summary>Begin to curate the dataset, or begin its next generation on demand.</summary>
public sealed record StartCuration
{
    public required string DatasetId { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }

    /// <summary>K + L of the settings: a resting dataset begins its next generation when so many samples wait.</summary>
    public required int SamplesPerRound { get; init; }

    /// <summary>Samples per ranking shard, from the settings.</summary>
    public required int RankingShardSize { get; init; }

    /// <summary>Whether a generator paints additional samples, from the settings.</summary>
    public bool Synthesize { get; init; }

    /// <summary>Auxiliary models per round, from the settings.</summary>
    public int EnsembleSize { get; init; } = 1;
}
