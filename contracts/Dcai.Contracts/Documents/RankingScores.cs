namespace Dcai.Contracts.Documents;

/// <summary>Names of the scores by which labelled samples are ranked.</summary>
public static class RankingScores
{
    /// <summary>Cross-entropy of the given label (paper, step 3).</summary>
    public const string Loss = "loss";

    public const string SelfConfidence = "self-confidence";

    public const string NormalizedMargin = "normalized-margin";

    public const string ConfidenceWeightedEntropy = "confidence-weighted-entropy";

    /// <summary>Off-diagonal samples of the confident joint first, the rest by normalised margin.</summary>
    public const string ConfidentJoint = "confident-joint";

    /// <summary>Needs <see cref="TrainingLabels.Given"/>.</summary>
    public const string AreaUnderMargin = "area-under-margin";

    /// <summary>Needs <see cref="TrainingLabels.Given"/>.</summary>
    public const string ForgettingEvents = "forgetting-events";

    /// <summary>Needs <see cref="TrainingLabels.Given"/>.</summary>
    public const string El2n = "el2n";

    /// <summary>Needs <see cref="TrainingLabels.Given"/>.</summary>
    public const string GraNd = "grand";

    /// <summary>Distance to the nearest neighbours in feature space.</summary>
    public const string OutOfDistribution = "out-of-distribution";

    /// <summary>Wrong labels by the area under the margin (without dynamics by the loss) and junk images by the neighbours' distance, where there is one.</summary>
    public const string Combined = "combined";

    public static IReadOnlyList<string> All { get; } =
    [
        Loss, SelfConfidence, NormalizedMargin, ConfidenceWeightedEntropy, ConfidentJoint,
        AreaUnderMargin, ForgettingEvents, El2n, GraNd, OutOfDistribution, Combined,
    ];
}
