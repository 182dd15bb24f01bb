using Dcai.Contracts.Documents;

namespace Dcai.Curation.Quality;

/// <summary>DataPerf's cleaning measure: how much has to be inspected until training on the data is nearly as good as on the clean set.</summary>
/// <remarks>
/// Mazumder et al. 2022, "DataPerf", https://arxiv.org/abs/2207.10062, the challenge of training set cleaning ("debugging"): 95 % of the
/// accuracy on clean data.
/// </remarks>
public static class CleaningTarget
{
    public const double DefaultShare = 0.95;

    /// <summary>The inspected share at which accuracy first reaches a share of the clean set's.</summary>
    /// <param name="points">Accuracy after inspecting that share, in any order; several points of one share count with their mean.</param>
    /// <param name="cleanAccuracy">On the clean set, range (0, 1].</param>
    /// <param name="targetShare">Of the clean accuracy to reach, range (0, 1].</param>
    /// <returns>
    /// Range [0, 1], low is good. Linear between the first point that reaches the target and the one before; the smallest share of all
    /// where that reaches it already; absent where no point does.
    /// </returns>
    /// <exception cref="ArgumentException">A share or accuracy outside its range.</exception>
    public static double? ShareToReach(IReadOnlyCollection<CleaningPoint> points, double cleanAccuracy, double targetShare = DefaultShare)
    {
        ArgumentNullException.ThrowIfNull(points);
        Check(cleanAccuracy is > 0 and <= 1, cleanAccuracy, "the clean set's accuracy in (0, 1]");
        Check(targetShare is > 0 and <= 1, targetShare, "a target share in (0, 1]");
        foreach (var point in points)
        {
            Check(point.InspectedShare is >= 0 and <= 1, point.InspectedShare, "inspected shares in [0, 1]");
            Check(point.Accuracy is >= 0 and <= 1, point.Accuracy, "accuracies in [0, 1]");
        }

        var target = targetShare * cleanAccuracy;
        (double Share, double Accuracy)[] curve =
        [
            .. points.GroupBy(point => point.InspectedShare)
                .OrderBy(group => group.Key)
                .Select(group => (group.Key, group.Average(point => point.Accuracy))),
        ];
        var reached = Array.FindIndex(curve, point => point.Accuracy >= target);
        return reached switch
        {
            < 0 => null,
            0 => curve[0].Share,
            _ => Between(curve[reached - 1], curve[reached], target),
        };
    }

    private static double Between((double Share, double Accuracy) below, (double Share, double Accuracy) above, double target) =>
        below.Share + ((above.Share - below.Share) * (target - below.Accuracy) / (above.Accuracy - below.Accuracy));

    private static void Check(bool isRight, double actual, string expected)
    {
        if (!isRight)
        {
            throw new ArgumentException(FormattableString.Invariant($"Expected {expected}, got {actual}."));
        }
    }
}
