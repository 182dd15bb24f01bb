using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenPartsAreLeftOut
{
    private static readonly CurationSettings Settings = new()
    {
        Classes = Some.Classes,
        FoldCount = 0,
        ReleaseValidationCount = 40,
        ReleaseTestShare = 0.2,
        Release = new ReleasePolicy { LargestTrainCount = 1000 },
        Evaluation = new EvaluationPlan { AblationSeeds = 2 },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EachTrainingIsWithoutOnePartAndNoneTrainsOnWhatItIsTestedWith(int seed)
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom((ulong)seed));

        var release = Plan(samples, Settings with { Seed = (ulong)seed });

        var ablation = release.Trainings.Where(training => training.Purpose == TrainingPurpose.Ablation).ToList();
        Assert.All(ablation.GroupBy(training => training.Name), seeds => Assert.Equal([0, 1], seeds.Select(training => training.SeedNumber)));
        var parts = ablation.Where(training => training.SeedNumber == 0).ToDictionary(training => training.Name);
        var (all, cleaning, augmentation) = (parts["all parts"], parts["without cleaning"], parts["without augmentation"]);
        Assert.Equal(release.Recipe!.Images, all.Train);
        Assert.Equal([true, true, null], new[] { all, cleaning, augmentation }.Select(training => training.Augmented));
        Assert.Equal(all.Train, augmentation.Train);
        if (parts.TryGetValue("without balance", out var balance))
        {
            Assert.Superset(all.Train.ToHashSet(), balance.Train.ToHashSet());
            Assert.True(balance.Train.Count > all.Train.Count);
        }
        Assert.All(ablation, training =>
        {
            Assert.Equal((all.Validation, all.Test), (training.Validation, training.Test));
            Assert.Empty(training.Train.Select(sample => sample.SampleId).Intersect(training.Validation.Concat(training.Test).Select(sample => sample.SampleId)));
            Assert.Equal(training.Train.Count, training.Train.Select(sample => sample.SampleId).Distinct().Count());
        });
        var known = samples.ToDictionary(sample => sample.SampleId);
        Assert.All(cleaning.Train, sample => Assert.Equal(known[sample.SampleId].GivenLabels[0], sample.Label));
        Assert.Superset(all.Train.Select(sample => sample.SampleId).ToHashSet(), cleaning.Train.Select(sample => sample.SampleId).ToHashSet());
        Assert.Contains(cleaning.Train, sample => known[sample.SampleId].Status == SampleStatus.Removed);
    }

    [Fact]
    public void APartThatChangesNothingIsNotTrained()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 200).Select(number => Some.Sample(number, Some.Classes[number % 4], SampleStatus.Certified))];

        Assert.DoesNotContain(
            Plan(samples, Settings with { Release = new ReleasePolicy() }).Trainings, training => training.Purpose == TrainingPurpose.Ablation);
        Assert.Equal(
            ["all parts", "without augmentation"],
            Plan(samples, Settings).Trainings.Where(training => training.Purpose == TrainingPurpose.Ablation).Select(training => training.Name).Distinct());
    }

    [Fact]
    public void WithoutBalanceEveryCertifiedImageTrains()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 200).Select(number => Some.Sample(number, number < 150 ? "i" : Some.Classes[number % 4], SampleStatus.Certified))];

        var release = Plan(samples, Settings with { Release = new ReleasePolicy() });

        var ablation = release.Trainings.Where(training => training.Purpose == TrainingPurpose.Ablation).ToList();
        Assert.Equal(["all parts", "all parts", "without balance", "without balance"], ablation.Select(training => training.Name));
        Assert.Equal(release.Train.Concat(release.Surplus).ToHashSet(), ablation[2].Train.ToHashSet());
    }

    [Fact]
    public void NothingIsPlannedUnlessItIsAskedFor() => Assert.DoesNotContain(
        Plan(WhenAReleaseIsPlanned.RandomSamples(new SeededRandom(1)), Settings with { Evaluation = new EvaluationPlan() }).Trainings,
        training => training.Purpose == TrainingPurpose.Ablation);

    [Fact]
    public void WorthIsTheMeanOfTheDifferencesOfEqualSeedsWhateverItsSign()
    {
        TrainingOutcome[] outcomes =
        [
            Outcome("all parts", 0, 0.75), Outcome("all parts", 1, 0.5),
            Outcome("without cleaning", 1, 0.25), Outcome("without cleaning", 0, 0.25),
            Outcome("without augmentation", 0, 0.875), Outcome("without augmentation", 1, 0.625),
        ];

        var measure = EvaluationAblation.Measure(outcomes)!;

        Assert.Equal((0.625, 2, 8), (measure.Accuracy, measure.Seeds, measure.Test));
        Assert.Equal(
            [("cleaning", 0.375, 2), ("balance", 0, 0), ("augmentation", -0.125, 2)],
            measure.Parts.Select(part => (part.Part, part.Worth, part.Trainings)));
        Assert.Equal([Math.Sqrt(0.03125), null, 0], measure.Parts.Select(part => part.WorthSd));
        Assert.Null(EvaluationAblation.Measure([Outcome("all parts", 0, 0.5) with { Purpose = TrainingPurpose.Row }]));
    }

    private static Release Plan(IReadOnlyCollection<Sample> samples, CurationSettings settings) =>
        ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, settings, null);

    private static TrainingOutcome Outcome(string name, int seed, double accuracy) =>
        WhenATrainingSetIsFilled.Outcome("i", accuracy) with { Name = name, SeedNumber = seed, Purpose = TrainingPurpose.Ablation, TestAccuracy = accuracy, TestCount = 8 };
}
