using Dcai.Learning;

namespace Dcai.Ranker;

/// <summary>What the models that did not learn from a sample think of it.</summary>
internal sealed record PoolMeasurement
{
    /// <summary>float32 [N, K] row-major scores whose softmax is the out-of-sample probability: one model's logits, or the logarithm of the ensemble's mean.</summary>
    public required float[] Logits { get; init; }

    /// <summary>float64 [N], nats: entropy of the mean minus mean of the entropies.</summary>
    /// <remarks>Houlsby et al. 2011, https://arxiv.org/abs/1112.5745, eq. 2, the ensemble standing for the posterior.</remarks>
    public required double[] Bald { get; init; }

    /// <summary>float64 [N]; null where no neighbours were asked for.</summary>
    public double[]? NeighbourDistances { get; init; }

    /// <summary>float64 [N], range [0, 1]; null where no neighbours were asked for.</summary>
    public double[]? NeighbourAgreements { get; init; }

    /// <summary>int32 [N]; null where it was not asked for.</summary>
    public int[]? CoresetRanks { get; init; }
}

/// <summary>One member's view of a shard, and the samples that it may judge.</summary>
/// <param name="Logits">float32 [N, K]; rows of samples that it learned from are zero and do not count.</param>
/// <param name="Counts">[N]: whether it did not learn from the sample.</param>
internal sealed record MemberView(float[] Logits, bool[] Counts)
{
    /// <summary>Joins the members' views.</summary>
    /// <param name="views">[M]; every sample counts for one of them at least.</param>
    /// <param name="classCount">K.</param>
    public static (float[] Logits, double[] Bald) Join(IReadOnlyList<MemberView> views, int classCount)
    {
        var N = views[0].Counts.Length;
        if (views.Count == 1)
        {
            return (views[0].Logits, new double[N]);
        }

        var probabilities = views.Select(view => Probabilities.Softmax(view.Logits, classCount)).ToList();
        var mean = Ensemble.Average(probabilities, classCount, [.. views.Select(view => view.Counts)]);
        var bald = new double[N];
        for (var n = 0; n < N; n++)
        {
            int[] members = [.. Enumerable.Range(0, views.Count).Where(member => views[member].Counts[n])];
            var within = members.Average(member => Entropy(probabilities[member].AsSpan(n * classCount, classCount)));
            bald[n] = Math.Max(0, Entropy(mean.AsSpan(n * classCount, classCount)) - within);
        }

        return (Array.ConvertAll(mean, probability => MathF.Log(MathF.Max(probability, float.Epsilon))), bald);
    }

    /// <summary>Nats.</summary>
    public static double Entropy(ReadOnlySpan<float> probabilities)
    {
        var entropy = 0.0;
        foreach (var probability in probabilities)
        {
            entropy -= probability > 0 ? probability * Math.Log(probability) : 0;
        }

        return entropy;
    }
}
