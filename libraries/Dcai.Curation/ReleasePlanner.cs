using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Plans a release: the balanced dataset, and the trainings that prove what it is worth (paper, steps 4 and 5, table 2).</summary>
public static class ReleasePlanner
{
    /// <summary>Name of the training on the files as they came.</summary>
    public const string AsDistributed = "as distributed";

    /// <summary>Name of the training on the certified, balanced images.</summary>
    public const string PipelineOutput = "pipeline output";

    /// <summary>Name of the training on the same and whatever surplus and gathered images the recipe adds.</summary>
    public const string WithGathered = "+ surplus and gathered";

    /// <summary>Name of the training on the same and the recipe's distorted copies.</summary>
    public const string WithAugmentation = "+ augmentation";

    /// <summary>Name of the same training with the painted images that people certified.</summary>
    public const string WithSynthesized = "with synthesized images";

    /// <summary>Balances, chooses the test set and splits.</summary>
    /// <param name="releaseVersion">1 is the first.</param>
    /// <param name="snapshot">The snapshot that is released.</param>
    /// <param name="samples">All samples of the snapshot, in any order.</param>
    /// <param name="settings">Classes, counts and seed.</param>
    /// <param name="externalTestSet">The settings' test set; absent where they name none: then a share of the balanced samples is set aside.</param>
    /// <param name="reviewOrder">Sample ids in the order in which reviews showed them (<see cref="EvaluationOrder"/>): what the cleaning measure cleans first.</param>
    /// <param name="history">What the last release kept and the rankings say; absent for the first release.</param>
    /// <param name="lastOutcomes">Of the last release's trainings: which classes are hard; absent for the first release.</param>
    /// <returns>
    /// Trainings in this order: "as distributed", where the files brought labels and both parts have images, and "pipeline output", each with
    /// every seed; where the settings name the most training images, a row for what the recipe adds and one for its copies; "with synthesized images", the pipeline output with painted images, where there are any; "fold i of N", whose test part is its validation part; the learning curve; the cleaning measure; the ablation. No training's train or
    /// validation part holds an image of the release's test set, and none but a fold's holds an image of its own.
    /// </returns>
    /// <remarks>
    /// As distributed: every ingested file under the label and in the split with which it came, duplicates included (one entry per file, as the
    /// baseline of the paper has them), whatever was decided later. The learning curve, the cleaning measure and the ablation are tested on the release's
    /// test set too, unless it has fewer than ten images per class and half of the validation images are more: then that half tests, the
    /// other half chooses the epoch, and it is in no training of these.
    /// </remarks>
    /// <exception cref="CurationException">Nothing is certified, or a class has fewer than two images beside the test set.</exception>
    public static Release Plan(
        int releaseVersion,
        Snapshot snapshot,
        IReadOnlyCollection<Sample> samples,
        CurationSettings settings,
        TestSet? externalTestSet,
        IReadOnlyList<string>? reviewOrder = null,
        BalanceHistory? history = null,
        IReadOnlyList<TrainingOutcome>? lastOutcomes = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(settings);
        var external = Ids(externalTestSet);
        var balance = Balance(releaseVersion, snapshot, samples, settings, externalTestSet, history);
        var groups = GroupsOf(samples, balance.Balanced);
        var (test, rest) = externalTestSet is null
            ? TestSelection.Select(balance.Balanced, groups, settings.ReleaseTestShare, settings.Seed)
            : (Labelled.ById(externalTestSet.Samples), balance.Balanced);
        var split = TestSelection.SelectValidation(rest, groups, settings.ReleaseValidationCount, settings.Seed);

        IReadOnlyList<LabelledSample> surplus = Labelled.ById([.. balance.Surplus, .. ApartFromBalance(samples, settings, external)]);
        var recipe = settings.Release.LargestTrainCount == 0
            ? null
            : RecipePlanner.Plan(
                split.Train, [.. split.Validation, .. test], surplus, samples, ClassDifficulty.Of(settings.Classes, samples, lastOutcomes ?? []), settings);

        var painted = Labelled.CertifiedPainted(samples);
        var heldOut = EvaluationHeldOut.Of(test, split.Validation, groups, settings);
        var release = new Release
        {
            ReleaseVersion = releaseVersion,
            Snapshot = snapshot.SnapshotVersion,
            ContentDigest = snapshot.ContentDigest,
            Licence = settings.Release.Licence.Length == 0 ? null : settings.Release.Licence,
            Train = split.Train,
            Validation = split.Validation,
            Test = test,
            Surplus = surplus,
            Recipe = recipe,
            Synthesized = painted.Count == 0 ? null : painted,
            HeldOutFromTraining = samples.Count(sample => external.Contains(sample.SampleId)),
            Trainings = [],
        };
        return release with
        {
            Trainings =
            [
                .. EvaluationFiles.Of(samples, settings, test) is { } files
                    ? PlanRow(AsDistributed, files.Train, files.Validation, test, settings.Evaluation.Seeds)
                    : [],
                .. PlanRow(PipelineOutput, split.Train, split.Validation, test, settings.Evaluation.Seeds),
                .. recipe is null || recipe.Images.SequenceEqual(split.Train)
                    ? []
                    : PlanRow(WithGathered, recipe.Images, split.Validation, test, settings.Evaluation.Seeds),
                .. recipe is null || recipe.Augmented.Count == 0
                    ? []
                    : PlanRow(WithAugmentation, recipe.Images, split.Validation, test, settings.Evaluation.Seeds).Select(training => training with { Augmented = true }),
                .. painted.Count == 0
                    ? []
                    : PlanRow(WithSynthesized, Labelled.ById([.. split.Train, .. painted]), split.Validation, test, settings.Evaluation.Seeds),
                .. PlanFolds(rest, groups, settings),
                .. EvaluationCurve.Plan(split.Train, heldOut, settings),
                .. EvaluationFiles.Of(samples, settings, [.. test, .. heldOut.Test]) is { } dirty
                    ? EvaluationCleaning.Plan(dirty, samples, reviewOrder ?? [], heldOut.Test, settings)
                    : [],
                .. EvaluationAblation.Plan(release, heldOut, samples, settings),
            ],
        };
    }

    /// <summary>The first step of a plan: which certified images every class keeps, which are surplus, and why.</summary>
    /// <param name="releaseVersion">1 is the first.</param>
    /// <param name="snapshot">The snapshot that is released.</param>
    /// <param name="samples">All samples of the snapshot, in any order.</param>
    /// <param name="settings">Classes, policy and seed.</param>
    /// <param name="externalTestSet">Its images are balanced with none.</param>
    /// <param name="history">What the last release kept and the rankings say; absent for the first release.</param>
    /// <exception cref="CurationException">Nothing is certified, or a class has fewer than two images beside the test set.</exception>
    public static BalancedSamples Balance(
        int releaseVersion,
        Snapshot snapshot,
        IReadOnlyCollection<Sample> samples,
        CurationSettings settings,
        TestSet? externalTestSet,
        BalanceHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(settings);
        var external = Ids(externalTestSet);

        var apart = ApartFromBalance(samples, settings, external).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<LabelledSample> certified = [.. Certified(samples, external).Where(sample => !apart.Contains(sample.SampleId))];
        return ClassBalance.Balance(
            certified,
            settings.Classes,
            settings.Seed,
            string.Create(CultureInfo.InvariantCulture, $"release {releaseVersion} from snapshot {snapshot.SnapshotVersion}"),
            settings.Release.Surplus,
            GroupsOf(samples, certified),
            history);
    }

    /// <summary>Everything certified but the test set's images and what a generator painted, which never validates or tests.</summary>
    private static IEnumerable<LabelledSample> Certified(IReadOnlyCollection<Sample> samples, HashSet<string> external) =>
        Labelled.Certified(samples).Where(sample => !external.Contains(sample.SampleId));

    /// <summary>Gathered images, where the recipe adds them after the balance; none where a class needs them to be balanced at all.</summary>
    private static IReadOnlyList<LabelledSample> ApartFromBalance(IReadOnlyCollection<Sample> samples, CurationSettings settings, HashSet<string> external)
    {
        if (settings.Release.LargestTrainCount == 0)
        {
            return [];
        }

        var gathered = samples.Where(sample => sample.Origin == SampleOrigin.Gathered).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var parts = Certified(samples, external).ToLookup(sample => gathered.Contains(sample.SampleId));
        var others = Apportionment.SizesOf(parts[false]);
        return settings.Classes.All(label => others.GetValueOrDefault(label) >= ClassBalance.SmallestClass) ? [.. parts[true]] : [];
    }

    private static HashSet<string> Ids(TestSet? testSet) => testSet?.Samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal) ?? [];

    private static IReadOnlyDictionary<string, string> GroupsOf(IReadOnlyCollection<Sample> samples, IReadOnlyList<LabelledSample> labelled) =>
        DuplicateGroups.Of(samples, labelled.ToDictionary(sample => sample.SampleId, sample => sample.Label, StringComparer.Ordinal));

    /// <summary>One training per seed.</summary>
    private static IEnumerable<PlannedTraining> PlanRow(
        string name,
        IReadOnlyList<LabelledSample> train,
        IReadOnlyList<LabelledSample> validation,
        IReadOnlyList<LabelledSample> test,
        int seeds) => Enumerable.Range(0, seeds).Select(seed => new PlannedTraining
        {
            Name = name,
            IsFold = false,
            SeedNumber = seed,
            Train = train,
            Validation = validation,
            Test = test,
        });

    private static IEnumerable<PlannedTraining> PlanFolds(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, string> groups,
        CurationSettings settings)
    {
        var foldCount = Math.Min(settings.FoldCount, StratifiedDraw.GroupsOf(samples, groups).Count);
        if (foldCount < 2)
        {
            yield break;
        }

        var folds = StratifiedFolds.Split(samples, groups, foldCount, settings.Seed);
        for (var fold = 0; fold < foldCount; fold++)
        {
            yield return new PlannedTraining
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"fold {fold + 1} of {foldCount}"),
                IsFold = true,
                Train = Labelled.ById(folds.Where((_, index) => index != fold).SelectMany(part => part)),
                Validation = folds[fold],
                Test = folds[fold],
            };
        }
    }
}
