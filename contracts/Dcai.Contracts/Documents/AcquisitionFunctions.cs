namespace Dcai.Contracts.Documents;

/// <summary>Names of the rules by which samples without a label are ranked.</summary>
public static class AcquisitionFunctions
{
    public const string Entropy = "entropy";

    public const string Margin = "margin";

    public const string LeastConfidence = "least-confidence";

    /// <summary>Disagreement of an ensemble's members.</summary>
    public const string Bald = "bald";

    /// <summary>k-centre-greedy in feature space.</summary>
    public const string Coreset = "coreset";

    public static IReadOnlyList<string> All { get; } = [Entropy, Margin, LeastConfidence, Bald, Coreset];
}
