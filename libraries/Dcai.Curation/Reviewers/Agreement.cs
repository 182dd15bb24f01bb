namespace Dcai.Curation.Reviewers;

/// <summary>How far people agree beyond what chance would give: 1 for always, 0 for as often as by chance, below 0 for less.</summary>
public static class Agreement
{
    /// <summary>Of two people who judged the same items.</summary>
    /// <param name="ratings">One pair for each item, the same person always first.</param>
    /// <returns>Cohen's κ, range [−1, 1]; null without items, or where both use one category only, so that chance explains everything.</returns>
    /// <remarks>Cohen 1960, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1).</remarks>
    public static double? CohenKappa<T>(IReadOnlyCollection<(T First, T Second)> ratings)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Count == 0)
        {
            return null;
        }

        double total = ratings.Count;
        var seconds = ratings.CountBy(rating => rating.Second).ToDictionary();
        var observed = ratings.Count(rating => rating.First.Equals(rating.Second)) / total;
        var expected = ratings.CountBy(rating => rating.First).Sum(first => first.Value / total * (seconds.GetValueOrDefault(first.Key) / total));
        return Beyond(observed, expected);
    }

    /// <summary>Of several people, who may be others for each item.</summary>
    /// <param name="counts">[N, K]: how many put item n into category k. Every row has the same sum, at least 2.</param>
    /// <returns>Fleiss' κ, range [−1, 1]; null without items, or where one category only is used.</returns>
    /// <remarks>Fleiss 1971, Measuring Nominal Scale Agreement Among Many Raters, Psychological Bulletin 76(5).</remarks>
    /// <exception cref="ArgumentException">The rows' sums differ or are below 2; the message states both.</exception>
    public static double? FleissKappa(IReadOnlyList<IReadOnlyList<int>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Count == 0)
        {
            return null;
        }

        var raters = counts[0].Sum();
        foreach (var row in counts)
        {
            if (raters < 2 || row.Sum() != raters)
            {
                throw new ArgumentException($"every item needs the same number of ratings, at least 2: the first has {raters}, another {row.Sum()}", nameof(counts));
            }
        }

        double pairs = raters * (raters - 1);
        var observed = counts.Average(row => row.Sum(count => count * (count - 1)) / pairs);
        var expected = Enumerable.Range(0, counts[0].Count).Sum(category => Math.Pow(counts.Sum(row => row[category]) / (double)(raters * counts.Count), 2));
        return Beyond(observed, expected);
    }

    private static double? Beyond(double observed, double expected) => 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected);
}
