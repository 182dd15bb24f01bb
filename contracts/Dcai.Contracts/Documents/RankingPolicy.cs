namespace Dcai.Contracts.Documents;

/// <summary>What makes a sample suspicious. What is left out is the paper's rule: the loss.</summary>
public sealed record RankingPolicy
{
    /// <summary>For samples with a given label: one of <see cref="RankingScores"/>.</summary>
    public string Score { get; init; } = RankingScores.Loss;

    /// <summary>For samples without a label: one of <see cref="AcquisitionFunctions"/>.</summary>
    public string Acquisition { get; init; } = AcquisitionFunctions.Entropy;

    /// <summary>k of the neighbour distance in feature space; 0 leaves it out.</summary>
    public int NeighbourCount { get; init; }

    /// <summary>How much of the way from the usual likeness of samples to equality two must go to be near duplicates, range (0, 1]; 0 looks for none.</summary>
    public double NearLikeness { get; init; } = 0.8;
}
