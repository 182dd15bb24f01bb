using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenATrainingSetIsFilled
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ItHasAtMostSoManyImagesAndNoneLooksLikeAHeldOutOne(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = RandomSamples(random);
        var most = 20 + random.NextBelow(600);
        var settings = Settings(most) with { Seed = (ulong)seed, Release = new ReleasePolicy { LargestTrainCount = most, HardClassShare = random.NextBelow(6) / 10.0 } };

        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, settings, null);

        var recipe = release.Recipe!;
        Assert.InRange(recipe.Images.Count + recipe.Augmented.Sum(one => one.Copies), 1, most);
        Assert.Equal(recipe.Steps.Sum(step => step.Added), recipe.Images.Count + recipe.Augmented.Sum(one => one.Copies));
        Assert.Equal(
            [RecipeSource.Certified, RecipeSource.Surplus, RecipeSource.Gathered, RecipeSource.Augmented], recipe.Steps.Select(step => step.Source));
        var certified = Labelled.Certified(samples).ToDictionary(sample => sample.SampleId, sample => sample.Label);
        Assert.All(recipe.Images, image => Assert.Equal(certified[image.SampleId], image.Label));
        Assert.Equal(recipe.Images.Count, recipe.Images.Select(image => image.SampleId).Distinct().Count());
        Assert.Subset(recipe.Images.Select(image => image.SampleId).ToHashSet(), recipe.Augmented.Select(one => one.SampleId).ToHashSet());
        Assert.All(recipe.Augmented, one => Assert.InRange(one.Copies, 1, RecipePlanner.MostCopies));
        if (release.Train.Count <= most)
        {
            Assert.Superset(release.Train.ToHashSet(), recipe.Images.ToHashSet());
        }

        var hashes = samples.Where(sample => sample.PerceptualHash is not null).ToDictionary(sample => sample.SampleId, sample => sample.PerceptualHash!);
        var heldOut = release.Validation.Concat(release.Test).Select(sample => hashes.GetValueOrDefault(sample.SampleId)).OfType<string>().ToHashSet();
        var balanced = release.Train.Select(sample => sample.SampleId).ToHashSet();
        Assert.All(
            recipe.Images.Where(image => !balanced.Contains(image.SampleId)),
            image => Assert.DoesNotContain(hashes.GetValueOrDefault(image.SampleId, "none"), heldOut));
        Assert.Empty(recipe.Images.Select(image => image.SampleId).Intersect(release.Validation.Concat(release.Test).Select(sample => sample.SampleId)));

        // Validation and test are certified originals: nothing gathered, nothing painted.
        var origins = samples.ToDictionary(sample => sample.SampleId, sample => sample.Origin);
        Assert.All(release.Validation.Concat(release.Test), sample => Assert.Equal(SampleOrigin.Ingested, origins[sample.SampleId]));
        Assert.DoesNotContain(recipe.Images, image => origins[image.SampleId] == SampleOrigin.Synthesized);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheBalancedPartIsWhatItIsWithoutARecipe(int seed)
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom((ulong)seed));

        var without = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(0), null);
        var with = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(500), null);

        Assert.Null(without.Recipe);
        Assert.Equal(Some.Json(without with { Trainings = [] }), Some.Json(with with { Trainings = [], Recipe = null }));
    }

    [Fact]
    public void SurplusComesBackBeforeGatheredImagesAndThoseBeforeCopies()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 40).Select(number => Certified(number, Some.Classes[number % 4]))];
        samples.AddRange(Enumerable.Range(100, 6).Select(number => Certified(number, "i")));
        samples.AddRange(Enumerable.Range(200, 8).Select(number => Certified(number, Some.Classes[number % 4]) with { Origin = SampleOrigin.Gathered }));

        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(48), null);

        // 10 of each class are balanced; 4 validate and 4 test; 8 of each class train; each may have 12.
        Assert.Equal(
            [(RecipeSource.Certified, 32, 0), (RecipeSource.Surplus, 4, 2), (RecipeSource.Gathered, 6, 2), (RecipeSource.Augmented, 6, 0)],
            release.Recipe!.Steps.Select(step => (step.Source, step.Added, step.LeftOut)));
        Assert.Equal(
            [ReleasePlanner.PipelineOutput, ReleasePlanner.WithGathered, ReleasePlanner.WithAugmentation],
            release.Trainings.Select(training => training.Name));
        Assert.Equal([null, null, true], release.Trainings.Select(training => training.Augmented));
        Assert.All(release.Trainings, training => Assert.Equal(release.Validation, training.Validation));
        Assert.Equal(14, release.Surplus.Count);
    }

    [Fact]
    public void WhenFewerAreAllowedThanAreCertifiedEveryClassGivesItsPart()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 400).Select(number => Certified(number, Some.Classes[number % 4]))];

        var recipe = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(40), null).Recipe!;

        Assert.Equal(40, recipe.Images.Count);
        Assert.All(Some.Classes, label => Assert.Equal(10, recipe.Images.Count(image => image.Label == label)));
        Assert.Empty(recipe.Augmented);
        Assert.True(recipe.Steps[0].LeftOut > 300);
    }

    [Fact]
    public void AClassOfThreeImagesIsNotCopiedAThousandTimes()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 12).Select(number => Certified(number, Some.Classes[number % 4]))];

        var recipe = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(10_000) with { ReleaseTestShare = 0 }, null).Recipe!;

        Assert.Equal(8, recipe.Images.Count);
        Assert.All(recipe.Augmented, one => Assert.Equal(RecipePlanner.MostCopies, one.Copies));
    }

    [Fact]
    public void HardClassesGetMoreCopies()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 400).Select(number => Certified(number, Some.Classes[number % 4]))];
        TrainingOutcome[] last = [Outcome("i", 0.9), Outcome("ii", 0.4), Outcome("iii", 0.9), Outcome("iv", 0.9)];

        var byTest = ReleasePlanner.Plan(2, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(1000), null, lastOutcomes: last).Recipe!;
        samples[3] = samples[3] with { GivenLabels = ["iii"] };
        var byCorrections = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(1000), null).Recipe!;

        Assert.Equal(["ii"], byTest.HardClasses);
        Assert.Equal(["iv"], byCorrections.HardClasses);
        Assert.Equal([225, 325, 225, 225], Some.Classes.Select(label => Count(byTest, label)));
        Assert.Equal(325, Count(byCorrections, "iv"));
    }

    [Fact]
    public void GatheredImagesAreBalancedWhereAClassNeedsThem()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 30).Select(number => Certified(number, Some.Classes[number % 3]))];
        samples.AddRange(Enumerable.Range(100, 10).Select(number => Certified(number, "iv") with { Origin = SampleOrigin.Gathered }));

        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(100), null);

        Assert.Contains(release.Train, sample => sample.Label == "iv");
    }

    [Fact]
    public void CopiesAreChangedSlightlyUnlessTheOwnerSaysHow()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 80).Select(number => Certified(number, Some.Classes[number % 4]))];
        AugmentationStep[] own = [new AugmentationStep { Kind = "noise", Amount = 3 }];
        var settings = Settings(200) with { Auxiliary = new AuxiliaryRecipe { Augmentation = [new AugmentationStep { Kind = "blur" }] } };

        Assert.Equal(RecipePlanner.Slight, RecipeOf(settings).Augmentation);
        Assert.Equal(own, RecipeOf(settings with { Release = settings.Release with { Augmentation = own } }).Augmentation);

        TrainingRecipe RecipeOf(CurationSettings one) => ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, one, null).Recipe!;
    }

    [Fact]
    public void TheSameInputsGiveTheSameRecipeInAnyOrder()
    {
        var samples = RandomSamples(new SeededRandom(5));

        Assert.Equal(
            Some.Json(ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, Settings(300), null).Recipe!),
            Some.Json(ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), [.. samples.AsEnumerable().Reverse()], Settings(300), null).Recipe!));
    }

    private static int Count(TrainingRecipe recipe, string label) =>
        recipe.Images.Count(image => image.Label == label) + recipe.Augmented.Where(one => one.Label == label).Sum(one => one.Copies);

    private static CurationSettings Settings(int most) => new()
    {
        Classes = Some.Classes,
        FoldCount = 0,
        ReleaseValidationCount = 4,
        ReleaseTestShare = 0.1,
        Release = new ReleasePolicy { LargestTrainCount = most },
    };

    private static Sample Certified(int number, string label) => Some.Sample(number, label, SampleStatus.Certified);

    private static List<Sample> RandomSamples(SeededRandom random) =>
    [
        .. WhenAReleaseIsPlanned.RandomSamples(random).Select(sample => random.NextBelow(8) switch
        {
            0 => sample with { Origin = SampleOrigin.Gathered },
            1 => sample with { Origin = SampleOrigin.Synthesized },
            _ => sample,
        }),
    ];

    internal static TrainingOutcome Outcome(string label, double accuracy) => new()
    {
        Name = ReleasePlanner.PipelineOutput,
        IsFold = false,
        TestCount = 10,
        PerClass = [new ClassAccuracy { Label = label, Count = 10, Accuracy = accuracy }],
        Card = new ModelCard
        {
            Name = "",
            Round = 0,
            Weights = new Descriptor { MediaType = "", Digest = "", SizeBytes = 0 },
            Classes = [],
            TrainCount = 0,
            ValidationCount = 0,
            BestEpoch = 0,
            TrainAccuracy = 0,
            ValidationAccuracy = 0,
            SecondsPerEpochMean = 0,
            SecondsPerEpochSd = 0,
            Seed = 0,
            History = [],
            Intervals = [],
        },
    };
}
