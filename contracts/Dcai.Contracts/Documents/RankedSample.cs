namespace Dcai.Contracts.Documents;

/// <summary>What the auxiliary model thinks of one sample it was not trained on.</summary>
public sealed record RankedSample
{
    public required string SampleId { get; init; }

    /// <summary>Cross-entropy of the given label, nats; the smallest over several given labels; high is suspicious. Entropy of the prediction where no label was given.</summary>
    public required double Loss { get; init; }

    public required string SuggestedLabel { get; init; }

    /// <summary>Out-of-sample probability of the suggested label, range [0, 1].</summary>
    public required double Confidence { get; init; }

    /// <summary>Out-of-sample, in the order of the settings' classes, averaged over the ensemble; range [0, 1]. Absent where the ranking needs no more than the loss.</summary>
    public IReadOnlyList<double>? Probabilities { get; init; }

    /// <summary>Mean distance to the nearest neighbours in feature space, at least 0; high is suspicious.</summary>
    public double? NeighbourDistance { get; init; }

    /// <summary>Share of the nearest neighbours that have the given label, weighted by similarity, range [0, 1]; low is suspicious.</summary>
    public double? NeighbourAgreement { get; init; }

    /// <summary>Disagreement of the ensemble's members, nats; 0 for one member.</summary>
    public double? Bald { get; init; }

    /// <summary>Rank in the k-centre-greedy selection, 0 is chosen first; absent where it was not asked for.</summary>
    public int? CoresetRank { get; init; }

    /// <summary>How the trainings that saw the sample fared with its given label.</summary>
    public SampleDynamics? Dynamics { get; init; }
}
