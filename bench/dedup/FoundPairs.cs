namespace Dcai.Bench.Dedup;

/// <summary>Pairs of pictures with how alike they are said to be, and which of them show the same.</summary>
/// <param name="Scored">Those that were found.</param>
/// <param name="AreSame">Whether two pictures show the same.</param>
/// <param name="PairCount">All pairs that do, found or not.</param>
internal sealed record FoundPairs(IReadOnlyList<(int First, int Second, double Score)> Scored, Func<int, int, bool> AreSame, int PairCount)
{
    /// <summary>The limit at which most pairs are found without losing the precision, in the middle between the last pair that is found and the next.</summary>
    /// <param name="precision">The least, range (0, 1].</param>
    /// <returns>1 where there is none.</returns>
    public double BestLimit(double precision)
    {
        var (right, wrong, best, limit, isLast) = (0, 0, 0, 1.0, false);
        foreach (var alike in Scored.GroupBy(pair => pair.Score).OrderByDescending(pairs => pairs.Key))
        {
            (limit, isLast) = (isLast ? (limit + alike.Key) / 2 : limit, false);
            var same = alike.Count(pair => AreSame(pair.First, pair.Second));
            (right, wrong) = (right + same, wrong + alike.Count() - same);
            if (right > best && right >= precision * (right + wrong))
            {
                (best, limit, isLast) = (right, alike.Key, true);
            }
        }

        return limit;
    }

    /// <summary>The shares of the pairs that are found at a limit, and of what is found there that is right; 1 where nothing is found.</summary>
    public (double Recall, double Precision) At(double limit)
    {
        var found = Scored.Where(pair => pair.Score >= limit).ToList();
        var right = found.Count(pair => AreSame(pair.First, pair.Second));
        return ((double)right / PairCount, found.Count == 0 ? 1 : (double)right / found.Count);
    }
}
