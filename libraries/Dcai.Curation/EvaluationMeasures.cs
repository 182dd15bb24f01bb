using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation;

/// <summary>The learning curve and the cleaning measure out of what the planned trainings reached.</summary>
public static class EvaluationMeasures
{
    private const double TwoPoints = 0.02;

    /// <summary>Error by number of training images, and the power law through every training.</summary>
    /// <param name="outcomes">Of all planned trainings.</param>
    /// <returns>Absent where no curve was planned. Without a law where fewer than two sizes were measured.</returns>
    public static LearningCurve? LearningCurve(IReadOnlyList<TrainingOutcome> outcomes)
    {
        var measured = Of(outcomes, TrainingPurpose.LearningCurve);
        if (measured.Length == 0)
        {
            return null;
        }

        LearningCurvePoint[] points =
        [
            .. measured
                .GroupBy(outcome => outcome.Share!.Value)
                .OrderBy(share => share.Key)
                .Select(share => new LearningCurvePoint
                {
                    Train = (int)Math.Round(share.Average(outcome => outcome.Card.TrainCount)),
                    Error = share.Average(Error),
                    ErrorSd = EvaluationTables.StandardDeviation([.. share.Select(Error)]) ?? 0,
                }),
        ];
        var law = points.Select(point => point.Train).Distinct().Count() < 2
            ? null
            : PowerLawFit.Fit([.. measured.Select(outcome => ((double)outcome.Card.TrainCount, Error(outcome)))]);
        return new LearningCurve
        {
            Points = points,
            Test = measured[0].TestCount,
            Alpha = law?.Alpha,
            Beta = law?.Beta,
            Gamma = law?.Gamma,
            ImagesForTwoPoints = law?.MoreImagesFor(points[^1].Train, TwoPoints),
        };
    }

    /// <summary>Accuracy by share inspected, and the share at which it is nearly the clean set's: that of the share of 1.</summary>
    /// <param name="outcomes">Of all planned trainings.</param>
    /// <returns>Absent where no cleaning was planned.</returns>
    public static CleaningMeasure? Cleaning(IReadOnlyList<TrainingOutcome> outcomes)
    {
        var measured = Of(outcomes, TrainingPurpose.Cleaning);
        if (measured.Length == 0)
        {
            return null;
        }

        CleaningPoint[] points =
        [
            .. measured
                .GroupBy(outcome => outcome.Share!.Value)
                .OrderBy(share => share.Key)
                .Select(share => new CleaningPoint { InspectedShare = share.Key, Accuracy = share.Average(outcome => outcome.TestAccuracy!.Value) }),
        ];
        return new CleaningMeasure
        {
            Points = points,
            Test = measured[0].TestCount,
            TargetShare = CleaningTarget.DefaultShare,
            InspectedShareToTarget = points[^1] is { InspectedShare: 1, Accuracy: > 0 } clean ? CleaningTarget.ShareToReach(points, clean.Accuracy) : null,
        };
    }

    private static double Error(TrainingOutcome outcome) => 1 - outcome.TestAccuracy!.Value;

    private static TrainingOutcome[] Of(IReadOnlyList<TrainingOutcome> outcomes, TrainingPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return [.. outcomes.Where(outcome => outcome.Purpose == purpose && outcome is { Share: not null, TestAccuracy: not null })];
    }
}
