using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Evaluator.Tests;

public sealed class WhenAPlannedTrainingIsDone : IAsyncLifetime
{
    private const string Dataset = "numerals";

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;
    private Descriptor plan = null!;
    private IReadOnlyList<LabelledSample> test = [];

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<EvaluatorModule>(store);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings { Classes = Pictures.Classes, EvaluationEpochs = 2 });
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Settings(Dataset, 2), Formats.Settings,
            new CurationSettings { Classes = Pictures.Classes, EvaluationEpochs = 2, Evaluation = new EvaluationPlan { NoiseLevels = [128, 16] } });
        var train = await Pictures.StoreAsync(store, Enumerable.Range(0, 12));
        var validation = await Pictures.StoreAsync(store, Enumerable.Range(12, 4));
        test = await Pictures.StoreAsync(store, [16, 17, 18, 20, 22]);
        plan = await store.PutDocumentBlobAsync(Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 4,
            ContentDigest = "sha256:content",
            Train = train,
            Validation = validation,
            Test = test,
            Surplus = [],
            HeldOutFromTraining = 0,
            Recipe = new TrainingRecipe
            {
                LargestTrainCount = 15,
                Steps = [],
                Images = train,
                Augmented = [new AugmentedSample { SampleId = train[2].SampleId, Label = train[2].Label, Copies = 3 }],
                HardClasses = [],
                Seed = 1,
            },
            Trainings =
            [
                new PlannedTraining { Name = "pipeline output", IsFold = false, Train = train, Validation = validation, Test = test },
                new PlannedTraining { Name = "fold 1 of 1", IsFold = true, Train = train, Validation = validation, Test = [] },
                new PlannedTraining { Name = "pipeline output", IsFold = false, SeedNumber = 1, Train = train, Validation = validation, Test = test },
                new PlannedTraining
                {
                    Name = "learning curve at 50 %", IsFold = false, Purpose = TrainingPurpose.LearningCurve, Share = 0.5, Train = train, Validation = validation, Test = test,
                },
                new PlannedTraining { Name = "+ augmentation", IsFold = false, Augmented = true, Train = train, Validation = validation, Test = test },
            ],
        });
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task ItsOutcomeIsStoredAndTold()
    {
        var trained = await AskAsync(harness, 0);

        var outcome = await OutcomeAsync(0);
        Assert.Equal((1, 0, outcome.Card.ValidationAccuracy, outcome.TestAccuracy), (trained.Release, trained.Fold, trained.ValidationAccuracy, trained.TestAccuracy));
        Assert.Equal(("pipeline output", false, 5), (outcome.Name, outcome.IsFold, outcome.TestCount));
        Assert.Equal((12, 4, 0, 2), (outcome.Card.TrainCount, outcome.Card.ValidationCount, outcome.Card.Round, outcome.Card.History.Count));
        Assert.Equal(SeededRandom.Derive(new CurationSettings { Classes = [] }.Seed, "release 1, pipeline output"), outcome.Card.Seed);
        Assert.Equal(Formats.Settings.Read((await store.TryGetAsync(StoreKeys.Settings(Dataset, 1)))!).Classes, outcome.Card.Classes);
    }

    [Fact]
    public async Task ItsConfusionAddsUpToTheClassesOfTheTestSet()
    {
        await AskAsync(harness, 0);

        var outcome = await OutcomeAsync(0);
        var confusion = outcome.TestConfusion!;
        Assert.Equal([4, 1], confusion.Select(row => row.Sum()));
        Assert.Equal([("upright", 4), ("lying", 1)], outcome.PerClass.Select(label => (label.Label, label.Count)));
        Assert.Equal((confusion[0][0] + confusion[1][1]) / 5.0, outcome.TestAccuracy);
        Assert.Equal([confusion[0][0] / 4.0, confusion[1][1] / 1.0], outcome.PerClass.Select(label => label.Accuracy!.Value));
    }

    [Fact]
    public async Task TheStoredWeightsGiveThatConfusion()
    {
        await AskAsync(harness, 0);

        var outcome = await OutcomeAsync(0);
        using var classifier = Classifier.Load(await store.GetBlobAsync(outcome.Card.Weights));
        var pixels = new List<float>();
        foreach (var sample in test)
        {
            pixels.AddRange(Preprocessing.Reference(await store.TryGetAsync(Digests.BlobKey($"sha256:{sample.SampleId}"))));
        }

        int[] labels = [.. test.Select(sample => sample.Label == "upright" ? 0 : 1)];
        var logits = classifier.PredictLogits(new LabelledImages([.. test.Select(sample => sample.SampleId)], [.. pixels], labels));
        Assert.Equal(ClassificationMetrics.ConfusionMatrix(logits, labels, 2).Cast<int>(), outcome.TestConfusion!.SelectMany(row => row));
    }

    [Fact]
    public async Task WithoutATestSetThereIsNoTestAccuracy()
    {
        var trained = await AskAsync(harness, 1);

        var outcome = await OutcomeAsync(1);
        Assert.Null(trained.TestAccuracy);
        Assert.Equal((true, 0, null, null), (outcome.IsFold, outcome.TestCount, outcome.TestAccuracy, outcome.TestConfusion));
        Assert.Empty(outcome.PerClass);
    }

    [Fact]
    public async Task NoiseIsMeasuredAtEveryLevelAndWithoutIt()
    {
        await AskAsync(harness, 0, settingsVersion: 2);

        var outcome = await OutcomeAsync(0);
        Assert.Equal([0, 16, 128], outcome.Robustness!.Select(point => point.NoiseSd));
        Assert.All(outcome.Robustness!, point => Assert.InRange(point.Accuracy, 0, 1));
        Assert.Equal(outcome.TestAccuracy, outcome.Robustness![0].Accuracy);
    }

    [Fact]
    public async Task AnotherSeedNumberIsAnotherTrainingOfTheSameImages()
    {
        await AskAsync(harness, 0);
        await AskAsync(harness, 2);

        var (first, second) = (await OutcomeAsync(0), await OutcomeAsync(2));
        Assert.Equal((first.Name, 0, 1), (second.Name, first.SeedNumber, second.SeedNumber));
        Assert.NotEqual(first.Card.Seed, second.Card.Seed);
        Assert.NotEqual(first.Card.Weights, second.Card.Weights);
    }

    [Fact]
    public async Task ItsPurposeAndShareAreThePlans()
    {
        await AskAsync(harness, 3, settingsVersion: 2);

        var outcome = await OutcomeAsync(3);
        Assert.Equal((TrainingPurpose.LearningCurve, 0.5, null), (outcome.Purpose, outcome.Share, outcome.Robustness));
    }

    [Fact]
    public async Task TheCopiesOfTheRecipeAreTrainedOnWhereThePlanSaysSo()
    {
        await AskAsync(harness, 0);
        await AskAsync(harness, 4);

        Assert.Equal((12, 15), ((await OutcomeAsync(0)).Card.TrainCount, (await OutcomeAsync(4)).Card.TrainCount));
        Assert.Equal(4, (await OutcomeAsync(4)).Card.ValidationCount);
    }

    [Fact]
    public async Task ARepetitionTellsTheSameAndTrainsNothing()
    {
        var once = await AskAsync(harness, 0);
        var outcome = await store.TryGetAsync(StoreKeys.FoldOutcome(Dataset, 1, 0));
        await store.DeleteAsync(Digests.BlobKey($"sha256:{test[0].SampleId}"));

        await using var second = await Harness.StartAsync<EvaluatorModule>(store);
        var again = await AskAsync(second, 0);

        Assert.Equal(once, again);
        Assert.Equal(outcome, await store.TryGetAsync(StoreKeys.FoldOutcome(Dataset, 1, 0)));
    }

    private Task<FoldTrained> AskAsync(Harness worker, int fold, int settingsVersion = 1) => worker.AskAsync<TrainFold, FoldTrained>(
        new TrainFold { DatasetId = Dataset, CommandId = "", Release = 1, Fold = fold, Plan = plan, SettingsVersion = settingsVersion }, "train-fold");

    private Task<TrainingOutcome> OutcomeAsync(int fold) => store.GetDocumentAsync(StoreKeys.FoldOutcome(Dataset, 1, fold), Formats.Outcome);
}

public sealed class WhenNoiseIsAdded
{
    private static readonly LabelledImages Gray = new(["a", "b"], [.. Enumerable.Repeat(128f, 2 * 3 * 32 * 32)], [0, 1]);

    [Fact]
    public void ItHasTheLevelsSpreadAroundTheImage()
    {
        var noise = PixelNoise.Add(Gray, 16, seed: 3).Pixels.Select(value => value - 128.0).ToArray();

        // 6144 draws: the standard errors are 0.2 for the mean and 0.14 for the standard deviation.
        Assert.InRange(noise.Average(), -1, 1);
        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 15.3, 16.7);
        Assert.InRange(noise.Count(value => Math.Abs(value) < 16) / (double)noise.Length, 0.66, 0.71);
    }

    [Fact]
    public void ItIsTheSameForTheSameSeedAndLevelOnly()
    {
        var noisy = PixelNoise.Add(Gray, 16, seed: 3).Pixels;

        Assert.Equal(noisy, PixelNoise.Add(Gray, 16, seed: 3).Pixels);
        Assert.NotEqual(noisy, PixelNoise.Add(Gray, 16, seed: 4).Pixels);
        Assert.NotEqual(noisy, PixelNoise.Add(Gray, 17, seed: 3).Pixels);
        Assert.All(Gray.Pixels, value => Assert.Equal(128f, value));
    }

    [Fact]
    public void ItIsCutOffAtBlackAndWhite()
    {
        var noisy = PixelNoise.Add(Gray, 500, seed: 3).Pixels;

        Assert.Contains(0f, noisy);
        Assert.Contains(255f, noisy);
        Assert.All(noisy, value => Assert.InRange(value, 0, 255));
    }
}

public sealed class WhenAClassIsMissingFromTheTestSet
{
    [Fact]
    public void ItHasACountButNoAccuracy()
    {
        string[] classes = ["i", "ii", "iii"];
        var test = new LabelledImages(["a", "b", "c"], new float[3 * 3 * 32 * 32], [0, 0, 2]);
        var plan = new PlannedTraining { Name = "pipeline output", IsFold = false, Train = [], Validation = [], Test = [] };

        var outcome = Outcomes.Of(plan, Gathering.Card("pipeline output", 0), classes, test, [1, 0, 0, 0, 1, 0, 0, 0, 1]);

        Assert.Equal([[1, 1, 0], [0, 0, 0], [0, 0, 1]], outcome.TestConfusion);
        Assert.Equal([(2, 0.5), (0, null), (1, (double?)1)], outcome.PerClass.Select(label => (label.Count, label.Accuracy)));
        Assert.Equal(2 / 3.0, outcome.TestAccuracy);
    }
}
