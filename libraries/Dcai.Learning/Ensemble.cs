namespace Dcai.Learning;

/// <summary>Several classifiers as one.</summary>
public static class Ensemble
{
    /// <summary>The mean of the members' probabilities; out-of-sample where the mask leaves out the members that learned from a sample.</summary>
    /// <param name="probabilities">float32 [M][N, K] row-major, range [0, 1], of each of M ≥ 1 members. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <param name="counts">[M][N]: whether a member counts for a sample; null where all do for all.</param>
    /// <returns>float32 [N, K] row-major, each row adds up to 1. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together, or a sample has no member left; the message names it.</exception>
    public static float[] Average(IReadOnlyList<float[]> probabilities, int classCount, IReadOnlyList<bool[]>? counts = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var N = CheckShapes(probabilities, classCount, counts);
        var means = new float[N * classCount];
        for (var n = 0; n < N; n++)
        {
            int[] members = [.. Enumerable.Range(0, probabilities.Count).Where(member => counts is null || counts[member][n])];
            if (members.Length == 0)
            {
                throw new ArgumentException($"No member of the ensemble counts for sample {n}.", nameof(counts));
            }

            for (var i = n * classCount; i < (n + 1) * classCount; i++)
            {
                means[i] = (float)(members.Sum(member => (double)probabilities[member][i]) / members.Length);
            }
        }

        return means;
    }

    private static int CheckShapes(IReadOnlyList<float[]> probabilities, int classCount, IReadOnlyList<bool[]>? counts)
    {
        if (probabilities.Count == 0)
        {
            throw new ArgumentException("The ensemble has no members.", nameof(probabilities));
        }

        var N = Rows.Count(probabilities[0], classCount);
        if (probabilities.FirstOrDefault(member => member.Length != probabilities[0].Length) is { } other)
        {
            throw new ArgumentException($"Expected {probabilities[0].Length} probabilities from every member, but one has {other.Length}.", nameof(probabilities));
        }

        if (counts is not null && (counts.Count != probabilities.Count || counts.Any(member => member.Length != N)))
        {
            throw new ArgumentException(
                $"Expected [{probabilities.Count}][{N}] of what counts, but there are [{counts.Count}][{string.Join(", ", counts.Select(member => member.Length).Distinct())}].",
                nameof(counts));
        }

        return N;
    }
}
