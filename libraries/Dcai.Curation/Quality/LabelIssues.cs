namespace Dcai.Curation.Quality;

/// <summary>Finds the samples whose given labels are probably wrong. Needs out-of-sample probabilities.</summary>
/// <remarks>
/// Northcutt et al. 2021, https://arxiv.org/abs/1911.00068, section 3.2; the index sets are those of cleanlab 2.9.0 (find_label_issues).
/// Of equal scores at a cut-off the lower sample number is taken. Double precision throughout, as the reference numbers were computed.
/// </remarks>
public static class LabelIssues
{
    /// <summary>Finds label issues.</summary>
    /// <param name="predictions">Out-of-sample.</param>
    /// <param name="filter">The rule.</param>
    /// <param name="options">Defaults where absent.</param>
    /// <returns>Sample numbers, rising; in every filter but the two low-score ones only samples for which the model prefers another class.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count below 0, a share outside (0, 1], or an unknown filter.</exception>
    public static IReadOnlyList<int> Find(LabelledPredictions predictions, LabelIssueFilter filter, LabelIssueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        options ??= new LabelIssueOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.LeastPerClass);
        if (options.NoiseShare is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.NoiseShare, "The share of the noise lies in (0, 1].");
        }

        IEnumerable<int> found = filter switch
        {
            LabelIssueFilter.PruneByNoiseRate => Doubted(predictions, ByNoiseRate(predictions, options)),
            LabelIssueFilter.PruneByClass => Doubted(predictions, ByClass(predictions, options)),
            LabelIssueFilter.Both => Doubted(predictions, ByNoiseRate(predictions, options).Intersect(ByClass(predictions, options))),
            LabelIssueFilter.ConfidentLearning => Doubted(predictions, ConfidentJoint.Of(predictions).OffDiagonal),
            LabelIssueFilter.PredictedNotGiven => Doubted(
                predictions,
                Enumerable.Range(0, predictions.Count).Where(n => predictions.Probabilities.TopClass(n) != predictions.Label(n))),
            LabelIssueFilter.LowNormalizedMargin => Lowest(predictions, LabelQuality.NormalizedMargin(predictions)),
            LabelIssueFilter.LowSelfConfidence => Lowest(predictions, LabelQuality.SelfConfidence(predictions)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such filter."),
        };
        return [.. found.Order()];
    }

    /// <summary>How many label issues there are, by confident learning.</summary>
    /// <param name="predictions">Out-of-sample.</param>
    public static int EstimateCount(LabelledPredictions predictions) => Find(predictions, LabelIssueFilter.ConfidentLearning).Count;

    /// <summary>Puts issues into the order of review.</summary>
    /// <param name="issues">Sample numbers, in any order.</param>
    /// <param name="quality">float64 [N], one of <see cref="LabelQuality"/>; low is suspicious.</param>
    /// <returns>The most suspicious first; equal ones by sample number.</returns>
    public static IReadOnlyList<int> Order(IEnumerable<int> issues, IReadOnlyList<double> quality)
    {
        ArgumentNullException.ThrowIfNull(issues);
        ArgumentNullException.ThrowIfNull(quality);
        return RowMajor.Ascending(issues, n => quality[n]);
    }

    private static HashSet<int> ByNoiseRate(LabelledPredictions predictions, LabelIssueOptions options)
    {
        var found = new HashSet<int>();
        foreach (var (label, members, prune) in Prunable(predictions, options))
        {
            for (var other = 0; other < prune.Length; other++)
            {
                if (other != label && prune[other] > 0)
                {
                    found.UnionWith(RowMajor
                        .Ascending(members, n => predictions.Row(n)[label] - predictions.Row(n)[other])
                        .Take(prune[other]));
                }
            }
        }

        return found;
    }

    private static IEnumerable<int> ByClass(LabelledPredictions predictions, LabelIssueOptions options) =>
        Prunable(predictions, options).SelectMany(ofLabel => RowMajor
            .Ascending(ofLabel.Members, n => predictions.Row(n)[ofLabel.Label])
            .Take(ofLabel.Members.Length - ofLabel.Prune[ofLabel.Label]));

    /// <summary>Labels with more samples than must stay: their samples and, per class, how many of these to prune.</summary>
    private static IEnumerable<(int Label, int[] Members, int[] Prune)> Prunable(LabelledPredictions predictions, LabelIssueOptions options)
    {
        var prune = PruneCounts.Of(ConfidentJoint.Of(predictions).Calibrated, options);
        var byLabel = Enumerable.Range(0, predictions.Count).ToLookup(predictions.Label);
        return Enumerable.Range(0, predictions.ClassCount)
            .Where(label => predictions.LabelCounts[label] > options.LeastPerClass)
            .Select(label => (label, byLabel[label].ToArray(), Enumerable.Range(0, predictions.ClassCount).Select(k => prune[label, k]).ToArray()));
    }

    private static IEnumerable<int> Lowest(LabelledPredictions predictions, double[] quality) =>
        RowMajor.Ascending(Enumerable.Range(0, predictions.Count), n => quality[n]).Take(EstimateCount(predictions));

    /// <summary>Those for which the model prefers another class by more than a rounding error.</summary>
    private static IEnumerable<int> Doubted(LabelledPredictions predictions, IEnumerable<int> samples) => samples.Where(n =>
    {
        var row = predictions.Row(n);
        var (label, other) = (predictions.Label(n), RowMajor.ArgMaxExcept(predictions.Row(n), predictions.Label(n)));
        var own = row[label] + ConfidentJoint.Tolerance;
        return row[other] > own || (row[other] == own && other < label);
    });
}
