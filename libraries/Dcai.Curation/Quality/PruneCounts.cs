namespace Dcai.Curation.Quality;

/// <summary>How many samples of each label to prune as members of each class.</summary>
/// <remarks>As cleanlab 2.9.0 (find_label_issues): fractions are cut off, so that no more is pruned than was counted.</remarks>
internal static class PruneCounts
{
    /// <summary>The calibrated joint, with enough left of every label, and only a share of the noise where so asked.</summary>
    /// <param name="calibrated">int32 [K given, K estimated].</param>
    /// <param name="options">What is left at least, and the share.</param>
    /// <returns>int32 [K given, K estimated]; the diagonal counts what stays.</returns>
    public static int[,] Of(int[,] calibrated, LabelIssueOptions options)
    {
        var K = calibrated.GetLength(0);
        var prune = new int[K, K];
        for (var given = 0; given < K; given++)
        {
            var kept = Math.Max(calibrated[given, given], options.LeastPerClass);
            var nonZero = Enumerable.Range(0, K).Count(estimated => calibrated[given, estimated] != 0);
            var lessEach = (kept - calibrated[given, given]) / Math.Max(nonZero - 1.0, 1);
            var spared = 0.0;
            for (var estimated = 0; estimated < K; estimated++)
            {
                if (estimated != given)
                {
                    var wanted = Math.Max(calibrated[given, estimated] - lessEach, 0);
                    prune[given, estimated] = (int)(wanted * options.NoiseShare);
                    spared += wanted - (wanted * options.NoiseShare);
                }
            }

            prune[given, given] = (int)(kept + spared);
        }

        return prune;
    }
}
