namespace Dcai.Curation.Quality;

/// <summary>How well a suspicion finds the samples that are known to be wrong. In every measure high is good, and equal suspicions count as if put in random order.</summary>
public static class DetectionMetrics
{
    /// <summary>The probability that an issue is more suspicious than a sound sample (area under the receiver operating characteristic).</summary>
    /// <param name="suspicion">float64 [N], high is suspicious; infinities allowed.</param>
    /// <param name="isIssue">[N].</param>
    /// <returns>Range [0, 1], ½ is chance; absent where there is no issue or nothing else.</returns>
    /// <exception cref="ArgumentException">The counts differ, or a suspicion is no number.</exception>
    /// <remarks>By ranks, ties by their mean rank: Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve".</remarks>
    public static double? AreaUnderCurve(IReadOnlyList<double> suspicion, IReadOnlyList<bool> isIssue)
    {
        var (soundBelow, pairs) = (0L, 0.0);
        var groups = SuspicionGroup.Descending(suspicion, isIssue);
        foreach (var group in Enumerable.Reverse(groups))
        {
            var sound = group.Count - group.Issues;
            pairs += group.Issues * (soundBelow + (sound / 2.0));
            soundBelow += sound;
        }

        var issues = groups.Sum(group => (long)group.Issues);
        return issues == 0 || soundBelow == 0 ? null : pairs / issues / soundBelow;
    }

    /// <summary>The share of issues among the first samples.</summary>
    /// <param name="suspicion">float64 [N], high is suspicious.</param>
    /// <param name="isIssue">[N].</param>
    /// <param name="count">How many of the most suspicious; all of them where there are fewer.</param>
    /// <returns>Range [0, 1]; absent where there is no sample.</returns>
    /// <exception cref="ArgumentException">As of <see cref="AreaUnderCurve"/>; also a count below 1.</exception>
    public static double? PrecisionAt(IReadOnlyList<double> suspicion, IReadOnlyList<bool> isIssue, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var groups = SuspicionGroup.Descending(suspicion, isIssue);
        var taken = Math.Min(count, isIssue.Count);
        return taken == 0 ? null : IssuesAmong(groups, taken) / taken;
    }

    /// <summary>The share of all issues that is among the first samples.</summary>
    /// <param name="suspicion">float64 [N], high is suspicious.</param>
    /// <param name="isIssue">[N].</param>
    /// <param name="share">Share of the samples to look at, range [0, 1]; rounded up to whole samples.</param>
    /// <returns>Range [0, 1]; absent where there is no issue.</returns>
    /// <exception cref="ArgumentException">As of <see cref="AreaUnderCurve"/>; also a share outside [0, 1].</exception>
    public static double? RecallAtShare(IReadOnlyList<double> suspicion, IReadOnlyList<bool> isIssue, double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the samples lies in [0, 1].");
        }

        var groups = SuspicionGroup.Descending(suspicion, isIssue);
        var issues = groups.Sum(group => group.Issues);

        // 30 % of 10 is 3, not the 4 that a rounding error above 3 would give.
        var taken = (int)Math.Ceiling(Math.Round(share * isIssue.Count, 9));
        return issues == 0 ? null : IssuesAmong(groups, taken) / issues;
    }

    /// <summary>The precision at every suspicion, weighted by the recall it adds.</summary>
    /// <param name="suspicion">float64 [N], high is suspicious.</param>
    /// <param name="isIssue">[N].</param>
    /// <returns>Range [0, 1], the share of issues is chance; absent where there is no issue.</returns>
    /// <exception cref="ArgumentException">As of <see cref="AreaUnderCurve"/>.</exception>
    /// <remarks>Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct suspicions, without interpolation, as scikit-learn's average_precision_score.</remarks>
    public static double? AveragePrecision(IReadOnlyList<double> suspicion, IReadOnlyList<bool> isIssue)
    {
        var groups = SuspicionGroup.Descending(suspicion, isIssue);
        var (seen, found, sum) = (0, 0, 0.0);
        foreach (var group in groups)
        {
            seen += group.Count;
            found += group.Issues;
            sum += group.Issues * ((double)found / seen);
        }

        return found == 0 ? null : sum / found;
    }

    /// <summary>Issues expected among the first samples; a group that is cut gives its share.</summary>
    private static double IssuesAmong(SuspicionGroup[] groups, int taken)
    {
        var found = 0.0;
        foreach (var group in groups)
        {
            var used = Math.Min(taken, group.Count);
            found += (double)group.Issues * used / group.Count;
            taken -= used;
        }

        return found;
    }
}
