using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The trainings that say what cleaning, balance and augmentation are worth: with all of them, and with all but one.</summary>
public static class EvaluationAblation
{
    /// <summary>Name of the trainings with every part.</summary>
    public const string AllParts = "all parts";

    /// <summary>Labels as people certified them, without the images that they removed.</summary>
    public const string Cleaning = "cleaning";

    /// <summary>Classes of equal size.</summary>
    public const string Balance = "balance";

    /// <summary>The recipe's distorted copies.</summary>
    public const string Augmentation = "augmentation";

    /// <summary>Plans every part with every seed.</summary>
    /// <param name="release">Without trainings.</param>
    /// <param name="heldOut">What chooses the epoch and what tests: certified in every training.</param>
    /// <param name="samples">All samples of the snapshot.</param>
    /// <param name="settings">Classes and seeds.</param>
    /// <returns>
    /// All parts first; a part that changes no image of this release has no trainings: it is worth nothing. None at all where nothing is held out,
    /// or where no part changes anything.
    /// </returns>
    internal static IEnumerable<PlannedTraining> Plan(
        Release release, EvaluationHeldOut heldOut, IReadOnlyCollection<Sample> samples, CurationSettings settings)
    {
        if (settings.Evaluation.AblationSeeds == 0 || heldOut.Test.Count == 0 || heldOut.Validation.Count == 0)
        {
            return [];
        }

        var train = release.Recipe?.Images ?? release.Train;
        bool? augmented = release.Recipe is { Augmented.Count: > 0 } ? true : null;
        var outside = Outside(release, samples);
        var without = new List<(string Name, IReadOnlyList<LabelledSample> Train, bool? Augmented)>();
        Add(Cleaning, Uncleaned(train, outside, samples, settings.Classes), augmented);
        Add(Balance, Labelled.ById([.. train, .. release.Train.Concat(release.Surplus).Except(train).Where(sample => !outside.Contains(sample.SampleId))]), augmented);
        Add(Augmentation, train, null);
        return without.Count == 0
            ? []
            : without.Prepend((AllParts, train, augmented)).SelectMany(part => Enumerable.Range(0, settings.Evaluation.AblationSeeds).Select(seed => new PlannedTraining
            {
                Name = part.Item1,
                IsFold = false,
                Purpose = TrainingPurpose.Ablation,
                SeedNumber = seed,
                Train = part.Item2,
                Validation = heldOut.Validation,
                Test = heldOut.Test,
                Augmented = part.Item3,
            }));

        void Add(string part, IReadOnlyList<LabelledSample> images, bool? copies)
        {
            if (copies != augmented || !images.SequenceEqual(train))
            {
                without.Add(($"without {part}", images, copies));
            }
        }
    }

    /// <summary>What each part is worth: accuracy with all parts less accuracy without it, seed by seed.</summary>
    /// <param name="outcomes">Of all planned trainings.</param>
    /// <returns>Absent where no ablation was planned. Every part is there; one without trainings changed no image and is worth 0.</returns>
    public static AblationMeasure? Measure(IReadOnlyList<TrainingOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var measured = outcomes
            .Where(outcome => outcome is { Purpose: TrainingPurpose.Ablation, TestAccuracy: not null })
            .ToLookup(outcome => outcome.Name, StringComparer.Ordinal);
        var all = measured[AllParts].ToDictionary(outcome => outcome.SeedNumber, outcome => outcome.TestAccuracy!.Value);
        if (all.Count == 0)
        {
            return null;
        }

        return new AblationMeasure
        {
            Test = measured[AllParts].First().TestCount,
            Seeds = all.Count,
            Accuracy = all.Values.Average(),
            AccuracySd = EvaluationTables.StandardDeviation([.. all.Values]),
            Parts = [.. new[] { Cleaning, Balance, Augmentation }.Select(part => Worth(part, all, [.. measured[$"without {part}"]]))],
        };
    }

    private static PartWorth Worth(string part, Dictionary<int, double> all, TrainingOutcome[] without)
    {
        double[] differences = [.. without.Where(outcome => all.ContainsKey(outcome.SeedNumber)).Select(outcome => all[outcome.SeedNumber] - outcome.TestAccuracy!.Value)];
        return new PartWorth
        {
            Part = part,
            Trainings = differences.Length,
            Train = without.Length == 0 ? null : without[0].Card.TrainCount,
            Worth = differences.Length == 0 ? 0 : differences.Average(),
            WorthSd = EvaluationTables.StandardDeviation(differences),
        };
    }

    /// <summary>Validation and test images, and those that look like one.</summary>
    private static HashSet<string> Outside(Release release, IReadOnlyCollection<Sample> samples) =>
        RecipePlanner.LooksLike([.. release.Validation, .. release.Test], samples);

    /// <summary>The training images as they came: under their first given label, and with those that people removed.</summary>
    private static IReadOnlyList<LabelledSample> Uncleaned(
        IReadOnlyList<LabelledSample> train, HashSet<string> outside, IReadOnlyCollection<Sample> samples, IReadOnlyList<string> classes)
    {
        var given = samples
            .Select(sample => (sample.SampleId, sample.Status, sample.Origin, Label: sample.GivenLabels.FirstOrDefault(label => classes.Contains(label, StringComparer.Ordinal))))
            .Where(sample => sample.Label is not null)
            .ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        return Labelled.ById(
        [
            .. train.Select(sample => given.TryGetValue(sample.SampleId, out var came) ? sample with { Label = came.Label! } : sample),
            .. given.Values
                .Where(sample => sample is { Status: SampleStatus.Removed, Origin: SampleOrigin.Ingested } && !outside.Contains(sample.SampleId))
                .Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = sample.Label! }),
        ]);
    }
}
