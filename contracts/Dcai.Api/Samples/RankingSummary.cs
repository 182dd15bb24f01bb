namespace Dcai.Api;

/// <summary>What a round's auxiliary model thought of the pool as a whole.</summary>
public sealed record RankingSummary
{
    public required int Round { get; init; }

    public required int Samples { get; init; }

    /// <summary>Upper bounds of the bins of the loss, nats, ascending; what is above the last one is in the last bin.</summary>
    public required IReadOnlyList<double> LossBounds { get; init; }

    /// <summary>Images per bin.</summary>
    public required IReadOnlyList<int> LossCounts { get; init; }

    /// <summary>Given labels (rows) by suggested labels (columns).</summary>
    public required LabelMatrix Suggested { get; init; }
}
