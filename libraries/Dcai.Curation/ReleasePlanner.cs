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

    private const double ValidationShareWithoutSplit = 0.2;

    /// <summary>Balances, chooses the test set and splits.</summary>
    /// <param name="releaseVersion">1 is the first.</param>
    /// <param name="snapshot">The snapshot that is released.</param>
    /// <param name="samples">All samples of the snapshot, in any order.</param>
    /// <param name="settings">Classes, counts and seed.</param>
    /// <param name="externalTestSet">The settings' test set; absent where they name none: then a share of the balanced samples is set aside.</param>
    /// <returns>
    /// Trainings in this order: "as distributed", where the files brought labels and both parts have images; "pipeline output"; "fold i of N",
    /// whose test part is its validation part. No training's train or validation part holds an image of the release's test set.
    /// </returns>
    /// <remarks>
    /// As distributed: every ingested file under the label and in the split with which it came, duplicates included (one entry per file, as the
    /// baseline of the paper has them), whatever was decided later. Where the files do not name both a train and a val split, 20 % of each
    /// label are drawn for validation, all copies of an image on the same side. Files without a usable label, and those that came as test
    /// images, are left out.
    /// </remarks>
    /// <exception cref="CurationException">Nothing is certified, or a class has fewer than two images beside the test set.</exception>
    public static Release Plan(
        int releaseVersion,
        Snapshot snapshot,
        IReadOnlyCollection<Sample> samples,
        CurationSettings settings,
        TestSet? externalTestSet)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(settings);
        var where = string.Create(CultureInfo.InvariantCulture, $"release {releaseVersion} from snapshot {snapshot.SnapshotVersion}");
        var external = externalTestSet?.Samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal) ?? [];
        IReadOnlyList<LabelledSample> certified = [.. Labelled.Certified(samples).Where(sample => !external.Contains(sample.SampleId))];
        var balance = ClassBalance.Balance(certified, settings.Classes, settings.Seed, where);
        var groups = DuplicateGroups.ByPerceptualHash(
            samples,
            balance.Balanced.ToDictionary(sample => sample.SampleId, sample => sample.Label, StringComparer.Ordinal));
        var (test, rest) = externalTestSet is null
            ? TestSelection.Select(balance.Balanced, groups, settings.ReleaseTestShare, settings.Seed)
            : (Labelled.ById(externalTestSet.Samples), balance.Balanced);
        var split = TestSelection.SelectValidation(rest, groups, settings.ReleaseValidationCount, settings.Seed);

        var trainings = new List<PlannedTraining>();
        if (PlanAsDistributed(samples, settings, test) is { } asDistributed)
        {
            trainings.Add(asDistributed);
        }

        trainings.Add(new PlannedTraining
        {
            Name = PipelineOutput,
            IsFold = false,
            Train = split.Train,
            Validation = split.Validation,
            Test = test,
        });
        trainings.AddRange(PlanFolds(rest, groups, settings));
        return new Release
        {
            ReleaseVersion = releaseVersion,
            Snapshot = snapshot.SnapshotVersion,
            ContentDigest = snapshot.ContentDigest,
            Train = split.Train,
            Validation = split.Validation,
            Test = test,
            Surplus = balance.Surplus,
            HeldOutFromTraining = samples.Count(sample => external.Contains(sample.SampleId)),
            Trainings = trainings,
        };
    }

    private static PlannedTraining? PlanAsDistributed(
        IReadOnlyCollection<Sample> samples,
        CurationSettings settings,
        IReadOnlyList<LabelledSample> test)
    {
        var classes = settings.Classes.ToHashSet(StringComparer.Ordinal);
        var testIds = test.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var files = samples
            .Where(sample => sample.Origin == SampleOrigin.Ingested && !testIds.Contains(sample.SampleId))
            .SelectMany(sample => sample.Provenance
                .Where(place => place.Label is not null && classes.Contains(place.Label) && place.Split != "test")
                .GroupBy(place => (place.Source, place.Name, place.Split))
                .Select(copies => (
                    copies.Key.Split,
                    Entry: new LabelledSample { SampleId = sample.SampleId, Label = copies.Select(place => place.Label!).Order(StringComparer.Ordinal).First() })))
            .ToList();
        var train = files.Where(file => file.Split != "val").Select(file => file.Entry).ToList();
        var validation = files.Where(file => file.Split == "val").Select(file => file.Entry).ToList();
        if (validation.Count == 0 || files.TrueForAll(file => file.Split != "train"))
        {
            var entries = files.ConvertAll(file => file.Entry);
            var images = Labelled.ById(entries).DistinctBy(entry => entry.SampleId).ToList();
            var total = (int)Math.Round(images.Count * ValidationShareWithoutSplit, MidpointRounding.AwayFromZero);
            var quotas = Apportionment.Divide(Apportionment.SizesOf(images), total, size => size >= 2 ? 1 : 0, size => size / 2);
            var drawn = StratifiedDraw.Take(images, quotas, SeededRandom.For(settings.Seed, "split as distributed")).Taken
                .Select(sample => sample.SampleId)
                .ToHashSet(StringComparer.Ordinal);
            (train, validation) = (entries.FindAll(entry => !drawn.Contains(entry.SampleId)), entries.FindAll(entry => drawn.Contains(entry.SampleId)));
        }

        return train.Count == 0 || validation.Count == 0
            ? null
            : new PlannedTraining
            {
                Name = AsDistributed,
                IsFold = false,
                Train = Labelled.ById(train),
                Validation = Labelled.ById(validation),
                Test = test,
            };
    }

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
