namespace Dcai.Contracts.Documents;

/// <summary>How many samples a round shows, and when people need not look at the rest. What is left out is the paper's rule: fixed counts, a person certifies all.</summary>
public sealed record QueuePolicy
{
    /// <summary>Whether counts per class and end follow what reviewers confirmed in the last round; K + L stays the most.</summary>
    public bool Adaptive { get; init; }

    /// <summary>
    /// The largest share of wrong certificates that the owner accepts, range (0, 1); the rest of a pool is then certified in bulk where a random
    /// audit supports it. Absent: a person certifies all.
    /// </summary>
    public double? MostWrongCertificates { get; init; }

    /// <summary>Confidence of the bound, over all audits of the dataset together, range (0, 1).</summary>
    public double Confidence { get; init; } = 0.95;
}
