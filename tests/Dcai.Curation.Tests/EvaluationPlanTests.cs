using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenEvaluationsArePlanned
{
    private static readonly CurationSettings Settings = new()
    {
        Classes = Some.Classes,
        FoldCount = 3,
        ReleaseValidationCount = 40,
        ReleaseTestShare = 0.3,
        Evaluation = new EvaluationPlan { Seeds = 2, LearningCurveShares = [1, 0.25, 0.5], CleaningShares = [0.5, 0, 0.1] },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Fact]
    public void EveryRowIsTrainedOncePerSeedAndTheFoldsOnce()
    {
        var release = Plan(1, null);

        Assert.Equal(
            [("as distributed", 0), ("as distributed", 1), ("pipeline output", 0), ("pipeline output", 1), ("fold 1 of 3", 0), ("fold 2 of 3", 0), ("fold 3 of 3", 0)],
            Of(release, TrainingPurpose.Row).Select(training => (training.Name, training.SeedNumber)));
        Assert.All(Of(release, TrainingPurpose.Row), training => Assert.Null(training.Share));
        Assert.Equal(release.Train, release.Trainings[3].Train);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheLearningCurvesSetsAreNestedAndKeepTheClasses(int seed)
    {
        var release = Plan(seed, null);

        var curve = Of(release, TrainingPurpose.LearningCurve);
        Assert.Equal([0.25, 0.25, 0.5, 0.5, 1, 1], curve.Select(training => training.Share!.Value));
        foreach (var ofSeed in curve.GroupBy(training => training.SeedNumber))
        {
            PlannedTraining[] rising = [.. ofSeed];
            Assert.Subset(rising[1].Train.ToHashSet(), rising[0].Train.ToHashSet());
            Assert.Subset(rising[2].Train.ToHashSet(), rising[1].Train.ToHashSet());
            Assert.Equal(release.Train, rising[2].Train);
            Assert.All(Some.Classes, label => Assert.Equal(
                Math.Round(0.5 * release.Train.Count(sample => sample.Label == label), MidpointRounding.AwayFromZero),
                rising[1].Train.Count(sample => sample.Label == label)));
        }

        Assert.NotEqual(curve[0].Train, curve[1].Train);
        Assert.All(curve, training => Assert.Equal((release.Validation, release.Test), (training.Validation, training.Test)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NoTrainingSeesWhatItIsTestedOn(int seed)
    {
        // With an external test set of two images, half of the validation images test.
        var external = seed % 2 == 0 ? null : new TestSet { Samples = [Some.Labelled(1, "i"), Some.Labelled(5000, "ii")] };

        var release = Plan(seed, external);

        Assert.All(release.Trainings.Where(training => !training.IsFold), training =>
        {
            var tested = training.Test.Select(sample => sample.SampleId).ToHashSet();
            Assert.NotEmpty(tested);
            Assert.DoesNotContain(training.Train.Concat(training.Validation), sample => tested.Contains(sample.SampleId));
        });
        Assert.All(Of(release, TrainingPurpose.LearningCurve), training =>
            Assert.Empty(training.Train.Select(sample => sample.SampleId).Intersect(training.Validation.Select(sample => sample.SampleId))));
    }

    [Fact]
    public void ASmallTestSetIsReplacedByHalfOfTheValidationImages()
    {
        var release = Plan(1, new TestSet { Samples = [Some.Labelled(5000, "ii")] });

        var curve = Of(release, TrainingPurpose.LearningCurve)[0];
        Assert.InRange(curve.Test.Count, (release.Validation.Count / 2) - Some.Classes.Count, release.Validation.Count / 2);
        Assert.Equal(release.Validation, curve.Validation.Concat(curve.Test).OrderBy(sample => sample.SampleId, StringComparer.Ordinal));
        Assert.All(Of(release, TrainingPurpose.Cleaning), training => Assert.Equal(curve.Test, training.Test));
        Assert.Equal([Some.Labelled(5000, "ii")], release.Trainings[0].Test);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void CleaningPutsTheFirstShareOfTheOrderRight(int seed)
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom((ulong)seed));
        var order = samples.Select(sample => sample.SampleId).ToList();
        new SeededRandom(7).Shuffle(order);
        var known = samples.ToDictionary(sample => sample.SampleId);

        var release = Plan(samples, seed, null, [.. order.Take(order.Count / 3)]);

        var dirty = release.Trainings[0];
        var cleaning = Of(release, TrainingPurpose.Cleaning).Where(training => training.SeedNumber == 0).ToList();
        Assert.Equal([0, 0.1, 0.5, 1], cleaning.Select(training => training.Share!.Value));
        Assert.Equal(dirty.Train, cleaning[0].Train);
        Assert.Equal(dirty.Validation, cleaning[0].Validation);
        Assert.Equal(Cleaned(dirty.Train, _ => true), cleaning[3].Train);
        Assert.Equal(Cleaned(dirty.Validation, _ => true), cleaning[3].Validation);
        var images = dirty.Train.Concat(dirty.Validation).Select(file => file.SampleId).ToHashSet();
        var inspected = order.Take(order.Count / 3).Where(images.Contains).Take((int)Math.Round(0.1 * images.Count, MidpointRounding.AwayFromZero)).ToHashSet();
        Assert.Equal(Cleaned(dirty.Train, inspected.Contains), cleaning[1].Train);

        IEnumerable<LabelledSample> Cleaned(IEnumerable<LabelledSample> files, Func<string, bool> isInspected) => files
            .Where(file => !isInspected(file.SampleId) || known[file.SampleId].Status != SampleStatus.Removed)
            .Select(file => isInspected(file.SampleId) ? file with { Label = known[file.SampleId].CertifiedLabel! } : file)
            .OrderBy(file => file.SampleId, StringComparer.Ordinal)
            .ThenBy(file => file.Label, StringComparer.Ordinal);
    }

    [Fact]
    public void WhatWasNeverShownIsCleanedLast()
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom(3));

        Assert.Equal(
            Some.Json(Of(Plan(samples, 1, null, [.. samples.Select(sample => sample.SampleId).Order(StringComparer.Ordinal)]), TrainingPurpose.Cleaning)),
            Some.Json(Of(Plan(samples, 1, null, ["unknown"]), TrainingPurpose.Cleaning)));
    }

    [Fact]
    public void WithoutHeldOutImagesNeitherCurveNorCleaningIsPlanned()
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom(3));
        var settings = Settings with { ReleaseTestShare = 0, ReleaseValidationCount = 0 };

        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, settings, null);

        Assert.All(release.Trainings, training => Assert.Equal(TrainingPurpose.Row, training.Purpose));
    }

    [Fact]
    public void TheSameInputsGiveTheSamePlanInAnyOrder()
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom(5));

        Assert.Equal(
            Some.Json(Plan(samples, 4, null, [samples[3].SampleId])),
            Some.Json(Plan([.. samples.AsEnumerable().Reverse()], 4, null, [samples[3].SampleId])));
    }

    [Fact]
    public void ImagesComeInTheOrderInWhichReviewsFirstShowedThem()
    {
        Review[] reviews =
        [
            Some.Review("0004-round", 6, ReviewPurpose.Round, 2, Some.Item("late")),
            Some.Review("0003-round", 3, ReviewPurpose.Round, 1, Some.Item("c"), Some.Item("a"), Some.Item("d")),
            Some.Review("0002-conflict", 3, ReviewPurpose.Conflict, 1, Some.Item("b")),
            Some.Review("0001-seed", 2, ReviewPurpose.Seed, 0, Some.Item("a")),
        ];

        Assert.Equal(["a", "b", "c", "d"], EvaluationOrder.Of(reviews, snapshot: 6));
    }

    private static Release Plan(int seed, TestSet? external) =>
        Plan(WhenAReleaseIsPlanned.RandomSamples(new SeededRandom((ulong)seed)), seed, external, []);

    private static Release Plan(IReadOnlyCollection<Sample> samples, int seed, TestSet? external, IReadOnlyList<string> order) =>
        ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings with { Seed = (ulong)seed }, external, order);

    private static IReadOnlyList<PlannedTraining> Of(Release release, TrainingPurpose purpose) =>
        [.. release.Trainings.Where(training => training.Purpose == purpose)];
}
