namespace Dcai.Contracts.Documents;

/// <summary>One shard of a round's ranking.</summary>
public sealed record RankingShard
{
    public required int Round { get; init; }

    public required int Shard { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<RankedSample> Samples { get; init; }

    public required IReadOnlyList<WorkInterval> Intervals { get; init; }

    /// <summary>Absent where near duplicates were not looked for.</summary>
    public NearSearch? Near { get; init; }
}
