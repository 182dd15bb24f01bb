namespace Dcai.Api;

/// <summary>What makes a sample suspicious. What is left out is the paper's rule: the loss.</summary>
public sealed record RankingSettings
{
    /// <summary>For samples with a given label: loss, self-confidence, normalized-margin, confidence-weighted-entropy, confident-joint, area-under-margin, forgetting-events, el2n, grand, out-of-distribution or combined.</summary>
    public string Score { get; init; } = "loss";

    /// <summary>For samples without a label: entropy, margin, least-confidence, bald or coreset.</summary>
    public string Acquisition { get; init; } = "entropy";

    /// <summary>k of the neighbour distance in feature space; 0 leaves it out.</summary>
    public int NeighbourCount { get; init; }

    /// <summary>How much of the way from the usual likeness of images to equality two must go to be near duplicates, range (0, 1]; 0 looks for none.</summary>
    public double NearLikeness { get; init; } = 0.8;
}
