namespace Dcai.Contracts.Documents;

/// <summary>What a shard of a round found when it looked for near duplicates.</summary>
public sealed record NearSearch
{
    /// <summary>The snapshot, all of whose samples the round's shards have compared, together with the rounds before it.</summary>
    public required int Snapshot { get; init; }

    /// <summary>The least likeness that counted, range (0, 1].</summary>
    public required double LeastLikeness { get; init; }

    /// <summary>Sorted by ids. Of each two samples at least one is new since the round before.</summary>
    public required IReadOnlyList<NearPair> Pairs { get; init; }
}
