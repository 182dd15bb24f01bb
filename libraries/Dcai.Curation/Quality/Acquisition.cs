namespace Dcai.Curation.Quality;

/// <summary>How much a model would learn from the label of a sample that has none: float64 [N]. Each function says which end to ask for first.</summary>
/// <remarks>Settles 2009, "Active Learning Literature Survey", section 3.1.</remarks>
public static class Acquisition
{
    /// <summary>Entropy of the prediction.</summary>
    /// <returns>float64 [N], nats, range [0, log K]; high first. Owned by the caller.</returns>
    public static double[] PredictiveEntropy(PredictedProbabilities probabilities) => Each(probabilities, Entropy.Of);

    /// <summary>1 minus the highest probability.</summary>
    /// <returns>float64 [N], range [0, 1 − 1/K]; high first. Owned by the caller.</returns>
    public static double[] LeastConfidence(PredictedProbabilities probabilities) => Each(probabilities, row => Math.Max(1 - row[RowMajor.ArgMax(row)], 0));

    /// <summary>The highest probability minus the second.</summary>
    /// <returns>float64 [N], range [0, 1]; LOW first; 1 where there is one class only. Owned by the caller.</returns>
    public static double[] Margin(PredictedProbabilities probabilities) => Each(probabilities, row =>
    {
        var first = RowMajor.ArgMax(row);
        return row.Length == 1 ? 1 : row[first] - row[RowMajor.ArgMaxExcept(row, first)];
    });

    /// <summary>BALD: what a label would tell about which of an ensemble's members is right; entropy of the mean less the mean entropy.</summary>
    /// <param name="members">M members over the same samples, each [N, K].</param>
    /// <returns>float64 [N], nats, range [0, log min(K, M)]; high first; 0 for one member. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">No member, or shapes that differ.</exception>
    /// <remarks>
    /// Houlsby et al. 2011, https://arxiv.org/abs/1112.5745, equation 2; estimated over members as Gal et al. 2017,
    /// https://arxiv.org/abs/1703.02910, do over passes with dropout.
    /// </remarks>
    public static double[] Disagreement(IReadOnlyList<PredictedProbabilities> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
        {
            throw new ArgumentException("Expected at least one member, but there is none.", nameof(members));
        }

        var (N, K) = (members[0].Count, members[0].ClassCount);
        if (members.FirstOrDefault(member => (member.Count, member.ClassCount) != (N, K)) is { } other)
        {
            throw new ArgumentException($"Expected members of shape [{N}, {K}], but one is [{other.Count}, {other.ClassCount}].", nameof(members));
        }

        var disagreement = new double[N];
        for (var n = 0; n < N; n++)
        {
            disagreement[n] = DisagreementOn(n, members, new double[K]);
        }

        return disagreement;
    }

    private static double DisagreementOn(int n, IReadOnlyList<PredictedProbabilities> members, double[] mean)
    {
        var entropy = 0.0;
        foreach (var member in members)
        {
            var row = member.Row(n);
            entropy += Entropy.Of(row) / members.Count;
            for (var k = 0; k < mean.Length; k++)
            {
                mean[k] += row[k] / members.Count;
            }
        }

        // Jensen's inequality holds but for rounding errors.
        return Math.Max(Entropy.Of(mean) - entropy, 0);
    }

    private static double[] Each(PredictedProbabilities probabilities, Func<ReadOnlySpan<double>, double> score)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var scores = new double[probabilities.Count];
        for (var n = 0; n < scores.Length; n++)
        {
            scores[n] = score(probabilities.Row(n));
        }

        return scores;
    }
}
