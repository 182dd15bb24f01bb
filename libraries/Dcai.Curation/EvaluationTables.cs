using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Makes the tables of a report out of what the planned trainings reached.</summary>
public static class EvaluationTables
{
    /// <summary>The paper's table 2: one row per training set, its seeds together, then one row for all folds of the cross-validation.</summary>
    /// <param name="outcomes">Of all planned trainings, in the order of the plan.</param>
    /// <returns>Means, and sample standard deviations where there are several trainings.</returns>
    public static IReadOnlyList<Evaluation> Rows(IReadOnlyList<TrainingOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        TrainingOutcome[] folds = [.. outcomes.Where(outcome => outcome.IsFold)];
        return
        [
            .. outcomes
                .Where(outcome => outcome is { IsFold: false, Purpose: TrainingPurpose.Row })
                .GroupBy(outcome => outcome.Name, StringComparer.Ordinal)
                .Select(seeds => Row(seeds.Key, [.. seeds])),
            .. folds.Length == 0 ? Array.Empty<Evaluation>() : [Row(CrossValidationName(folds), folds)],
        ];
    }

    /// <summary>Accuracy under noise, row by row, beginning without noise.</summary>
    /// <param name="outcomes">Of all planned trainings, in the order of the plan.</param>
    /// <returns>Means over seeds or folds, by rising noise within a row; absent where nothing was measured.</returns>
    public static IReadOnlyList<NoiseAccuracy>? Robustness(IReadOnlyList<TrainingOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        TrainingOutcome[] measured = [.. outcomes.Where(outcome => outcome is { Purpose: TrainingPurpose.Row, Robustness: not null })];
        NoiseAccuracy[] all =
        [
            .. measured
                .GroupBy(outcome => outcome.IsFold ? CrossValidationName([.. measured.Where(one => one.IsFold)]) : outcome.Name, StringComparer.Ordinal)
                .SelectMany(row => row
                    .SelectMany(outcome => outcome.Robustness!)
                    .GroupBy(point => point.NoiseSd)
                    .OrderBy(level => level.Key)
                    .Select(level => new NoiseAccuracy { Name = row.Key, NoiseSd = level.Key, Accuracy = level.Average(point => point.Accuracy) })),
        ];
        return all.Length == 0 ? null : all;
    }

    private static string CrossValidationName(TrainingOutcome[] folds) => $"{folds.Length}-fold cross-validation, means";

    private static Evaluation Row(string name, TrainingOutcome[] trainings)
    {
        double[] train = [.. trainings.Select(training => training.Card.TrainAccuracy)];
        double[] validation = [.. trainings.Select(training => training.Card.ValidationAccuracy)];
        double[] test = [.. trainings.Select(training => training.TestAccuracy).OfType<double>()];
        return new Evaluation
        {
            Name = name,
            Train = Mean(trainings, training => training.Card.TrainCount),
            Validation = Mean(trainings, training => training.Card.ValidationCount),
            Test = Mean(trainings, training => training.TestCount),
            TrainAccuracy = train.Average(),
            ValidationAccuracy = validation.Average(),
            TestAccuracy = test.Length == 0 ? null : test.Average(),
            Seed = trainings[0].Card.Seed,
            Trainings = trainings.Length,
            TrainAccuracySd = StandardDeviation(train),
            ValidationAccuracySd = StandardDeviation(validation),
            TestAccuracySd = StandardDeviation(test),
        };
    }

    private static int Mean(TrainingOutcome[] trainings, Func<TrainingOutcome, int> count) => (int)Math.Round(trainings.Average(count));

    /// <summary>n − 1 in the denominator; absent for fewer than two.</summary>
    internal static double? StandardDeviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return null;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
