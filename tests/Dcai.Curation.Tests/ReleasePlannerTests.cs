using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenAReleaseIsPlanned
{
    private static readonly CurationSettings Settings = new() { Classes = Some.Classes, FoldCount = 3, ReleaseValidationCount = 20, ReleaseTestShare = 0.1 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NothingLeaksAndNothingIsLost(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = RandomSamples(random);
        var settings = Settings with { Seed = (ulong)seed, FoldCount = random.NextBelow(5), ReleaseTestShare = random.NextBelow(4) / 10.0 };
        var external = random.NextBelow(2) == 0
            ? new TestSet { Samples = [.. samples.Where(_ => random.NextBelow(20) == 0).Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = "i" }), Some.Labelled(5000, "ii")] }
            : null;

        var release = ReleasePlanner.Plan(1, SnapshotOf(samples), samples, settings, external);

        var testIds = release.Test.Select(sample => sample.SampleId).ToHashSet();
        var certified = Labelled.Certified(samples);
        Assert.Equal(
            certified.Where(sample => external is null || !testIds.Contains(sample.SampleId)).ToHashSet(),
            release.Train.Concat(release.Validation).Concat(release.Surplus).Concat(external is null ? release.Test : []).ToHashSet());
        Assert.Equal(external is null ? 0 : samples.Count(sample => testIds.Contains(sample.SampleId)), release.HeldOutFromTraining);
        Assert.All(release.Trainings, training =>
        {
            Assert.NotEmpty(training.Train);
            Assert.NotEmpty(training.Validation);
            Assert.DoesNotContain(training.Train.Concat(training.Validation), sample => testIds.Contains(sample.SampleId));
        });
        var ownTrainings = release.Trainings.Where(training => training.Name != ReleasePlanner.AsDistributed).ToList();
        Assert.All(ownTrainings, training =>
            Assert.Empty(training.Train.Select(sample => sample.SampleId).Intersect(training.Validation.Select(sample => sample.SampleId))));
        var pipeline = Assert.Single(ownTrainings, training => !training.IsFold);
        Assert.Equal(release.Train, pipeline.Train);
        Assert.Equal(release.Validation, pipeline.Validation);
        Assert.Equal(release.Test, pipeline.Test);
        var folds = ownTrainings.Where(training => training.IsFold).ToList();
        Assert.Equal(settings.FoldCount < 2 ? 0 : settings.FoldCount, folds.Count);
        Assert.All(folds, fold => Assert.Equal(fold.Validation, fold.Test));
        if (folds.Count > 0)
        {
            Assert.Equal(
                release.Train.Concat(release.Validation).OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
                folds.SelectMany(fold => fold.Validation).OrderBy(sample => sample.SampleId, StringComparer.Ordinal));
        }

        var kept = release.Train.Concat(release.Validation).Concat(external is null ? release.Test : []).ToList();
        Assert.Single(Some.Classes.Select(label => kept.Count(sample => sample.Label == label)).Distinct());
    }

    [Fact]
    public void TheBaselineIsTheFilesAsTheyCame()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 40).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified))];
        samples.Add(Some.Sample(100, "i", SampleStatus.Removed, places: [Place("a", "i", "train"), Place("b", "i", "train"), Place("c", "i", "val")]));
        samples.Add(Some.Sample(101, null, places: Place("d", null, "train")));
        samples.Add(Some.Sample(102, "xi", places: Place("e", "xi", "train")));
        samples.Add(Some.Sample(103, "ii", SampleStatus.Certified, "iii", places: Place("f", "ii", null)));
        samples.Add(Some.Sample(105, "ii", places: Place("h", "ii", "test")));
        samples.Add(Some.Sample(104, "ii", places: Place("g", "ii", "train")) with { Origin = SampleOrigin.Gathered });

        var release = ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings with { ReleaseTestShare = 0 }, null);

        var baseline = release.Trainings[0];
        Assert.Equal(ReleasePlanner.AsDistributed, baseline.Name);
        Assert.Equal(
            new[] { Some.Labelled(100, "i"), Some.Labelled(100, "i"), Some.Labelled(103, "ii") }.OrderBy(sample => sample.SampleId, StringComparer.Ordinal),
            baseline.Train);
        Assert.Equal([Some.Labelled(100, "i")], baseline.Validation);
    }

    [Fact]
    public void FilesWithoutASplitAreSplitByTheSeedCopiesTogether()
    {
        List<Sample> samples =
        [
            .. Enumerable.Range(0, 100).Select(number => Some.Sample(
                number,
                Some.Classes[number % 4],
                SampleStatus.Certified,
                places: [Place($"a{number}", Some.Classes[number % 4], null), Place($"b{number}", Some.Classes[number % 4], null)])),
        ];

        var baseline = ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings with { ReleaseTestShare = 0 }, null).Trainings[0];

        Assert.Equal((160, 40), (baseline.Train.Count, baseline.Validation.Count));
        Assert.All(Some.Classes, label => Assert.Equal(10, baseline.Validation.Count(sample => sample.Label == label)));
        Assert.Empty(baseline.Train.Intersect(baseline.Validation));
    }

    [Fact]
    public void FilesWithoutLabelsMakeNoBaseline()
    {
        List<Sample> samples =
        [
            .. Enumerable.Range(0, 40).Select(number => Some.Sample(number, null, SampleStatus.Certified, Some.Classes[number % 4], places: Place($"a{number}", null, null))),
        ];

        Assert.Equal(ReleasePlanner.PipelineOutput, ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings, null).Trainings[0].Name);
    }

    [Fact]
    public void HalfOfASmallClassIsKeptForTraining()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 24).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified))];

        var release = ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings with { ReleaseTestShare = 0, ReleaseValidationCount = 500 }, null);

        Assert.All(Some.Classes, label => Assert.Equal(3, release.Validation.Count(sample => sample.Label == label)));
        Assert.All(Some.Classes, label => Assert.Equal(3, release.Train.Count(sample => sample.Label == label)));
    }

    [Fact]
    public void FoldsAreNamedAndLastAndNoMoreThanThereAreImages()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 8).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified))];

        var release = ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings with { ReleaseTestShare = 0, FoldCount = 20 }, null);

        Assert.Equal(
            [ReleasePlanner.PipelineOutput, .. Enumerable.Range(1, 8).Select(fold => $"fold {fold} of 8")],
            release.Trainings.Select(training => training.Name));
    }

    [Fact]
    public void AllRemovedIsRefusedAndSaysWhere()
    {
        List<Sample> samples = [Some.Sample(1, "i", SampleStatus.Removed)];

        var error = Assert.Throws<CurationException>(() => ReleasePlanner.Plan(3, SnapshotOf(samples), samples, Settings, null));

        Assert.StartsWith("release 3 from snapshot 9: no certified image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameInputsGiveTheSamePlanInAnyOrder()
    {
        var samples = RandomSamples(new SeededRandom(5));

        Assert.Equal(
            Some.Json(ReleasePlanner.Plan(1, SnapshotOf(samples), samples, Settings, null)),
            Some.Json(ReleasePlanner.Plan(1, SnapshotOf(samples), [.. samples.AsEnumerable().Reverse()], Settings, null)));
    }

    internal static Snapshot SnapshotOf(IReadOnlyCollection<Sample> samples) => new()
    {
        SnapshotVersion = 9,
        Parent = 8,
        ContentDigest = ContentDigest.Of(samples),
        Counts = SnapshotCounter.Count(samples),
        Batches = [],
        Reviews = [],
        CommandId = "c",
        ShardBits = 0,
        Shards = [],
        History = new Descriptor { MediaType = "application/json", Digest = "sha256:" + Some.Id(0), SizeBytes = 1 },
    };

    private static Provenance Place(string name, string? label, string? split) => new() { Source = "folder", Name = name, Label = label, Split = split };

    internal static List<Sample> RandomSamples(SeededRandom random)
    {
        var samples = new List<Sample>();
        foreach (var label in Some.Classes)
        {
            for (var count = random.NextBelow(40) + 20; count > 0; count--)
            {
                var number = samples.Count;
                var given = Some.Classes[random.NextBelow(8) == 0 ? random.NextBelow(4) : Some.Classes.ToList().IndexOf(label)];
                var status = random.NextBelow(8) == 0 ? SampleStatus.Removed : SampleStatus.Certified;
                samples.Add(Some.Sample(
                    number,
                    given,
                    status,
                    label,
                    hash: random.NextBelow(3) == 0 ? $"{random.NextBelow(30):x16}" : null,
                    places: [.. Enumerable.Range(0, random.NextBelow(2) + 1).Select(copy => Place($"{number}-{copy}", given, random.NextBelow(4) == 0 ? "val" : "train"))]));
            }
        }

        return samples;
    }
}
