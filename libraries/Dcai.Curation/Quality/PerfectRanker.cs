namespace Dcai.Curation.Quality;

/// <summary>What a ranker would get confirmed that knows every verdict beforehand: the most that a round's pipeline accuracy can be.</summary>
/// <remarks>
/// In the last rounds it falls, because fewer issues are left than are to be flagged; so a ranking is compared with it. The ends are those of
/// <see cref="ReviewQueue"/>: the last min(L, pool) are likely invalid, of the others the first min(K, rest) likely valid (paper, step 3).
/// </remarks>
public static class PerfectRanker
{
    /// <summary>The shares confirmed in one round.</summary>
    /// <param name="pool">Samples that the round ranks.</param>
    /// <param name="issues">How many of them are removed or certified under another label in the end.</param>
    /// <param name="likelyValidCount">K.</param>
    /// <param name="likelyInvalidCount">L.</param>
    /// <exception cref="ArgumentException">A negative count, or more issues than samples.</exception>
    public static FlagAccuracy Of(int pool, int issues, int likelyValidCount, int likelyInvalidCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pool);
        ArgumentOutOfRangeException.ThrowIfNegative(issues);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(issues, pool);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyValidCount);
        ArgumentOutOfRangeException.ThrowIfNegative(likelyInvalidCount);
        var (valid, invalid) = Ends(pool, likelyValidCount, likelyInvalidCount);
        var (validRight, invalidRight) = (Math.Min(pool - issues, valid), Math.Min(issues, invalid));
        return new FlagAccuracy
        {
            Overall = Share(validRight + invalidRight, valid + invalid),
            LikelyValid = Share(validRight, valid),
            LikelyInvalid = Share(invalidRight, invalid),
        };
    }

    /// <summary>Round after round, each on the pool that the actual ranking had left by then.</summary>
    /// <param name="pools">Samples and issues of each round's pool.</param>
    /// <param name="likelyValidCount">K.</param>
    /// <param name="likelyInvalidCount">L.</param>
    public static IReadOnlyList<FlagAccuracy> Of(IEnumerable<(int Pool, int Issues)> pools, int likelyValidCount, int likelyInvalidCount)
    {
        ArgumentNullException.ThrowIfNull(pools);
        return [.. pools.Select(round => Of(round.Pool, round.Issues, likelyValidCount, likelyInvalidCount))];
    }

    /// <summary>Round after round until nothing is left, each on the pool that the perfect ranker itself left.</summary>
    /// <param name="pool">Samples before the first round.</param>
    /// <param name="issues">Issues among them.</param>
    /// <param name="likelyValidCount">K.</param>
    /// <param name="likelyInvalidCount">L; K + L at least 1.</param>
    /// <exception cref="ArgumentException">As above; also where nothing would be flagged.</exception>
    public static IReadOnlyList<FlagAccuracy> Play(int pool, int issues, int likelyValidCount, int likelyInvalidCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(likelyValidCount + likelyInvalidCount);
        var rounds = new List<FlagAccuracy>();
        while (pool > 0)
        {
            rounds.Add(Of(pool, issues, likelyValidCount, likelyInvalidCount));
            var (valid, invalid) = Ends(pool, likelyValidCount, likelyInvalidCount);
            var sound = pool - issues;
            issues -= Math.Min(issues, invalid) + Math.Max(valid - sound, 0);
            pool -= valid + invalid;
        }

        return rounds;
    }

    private static (int Valid, int Invalid) Ends(int pool, int likelyValidCount, int likelyInvalidCount)
    {
        var invalid = Math.Min(likelyInvalidCount, pool);
        return (Math.Min(likelyValidCount, pool - invalid), invalid);
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
