using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.AuxTrainer.Tests;

public sealed class WhenAnAuxiliaryModelIsTrained : IAsyncLifetime
{
    private const string Dataset = "numerals";

    private static readonly CurationSettings Settings = new() { Classes = Pictures.Classes, AuxiliaryEpochs = 2, AuxiliaryBatchSize = 8 };

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;

    public async Task InitializeAsync() => harness = await Harness.StartAsync<AuxTrainerModule>(store);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TheModelAndItsCardAreStoredAndTold()
    {
        var command = await StoreAsync(Settings);

        var trained = await AskAsync(harness, command);

        var card = await CardAsync();
        Assert.Equal((1, card.Weights, card.TrainAccuracy, card.ValidationAccuracy), (trained.Round, trained.Model, trained.TrainAccuracy, trained.ValidationAccuracy));
        Assert.Equal(("round 1", 1, 16, 6), (card.Name, card.Round, card.TrainCount, card.ValidationCount));
        Assert.Equal(SeededRandom.Derive(Settings.Seed, "auxiliary model of round 1"), card.Seed);
        Assert.Equal([1, 2], card.History.Select(epoch => epoch.Epoch));
        Assert.Equal(card.History[card.BestEpoch - 1].ValidationAccuracy, card.ValidationAccuracy);
        Assert.Equal(card.History.Max(epoch => epoch.ValidationAccuracy), card.ValidationAccuracy);
        Assert.True(Assert.Single(card.Intervals) is var interval && interval.To > interval.From);
    }

    [Fact]
    public async Task TheStoredWeightsReachTheAccuracyThatIsTold()
    {
        var trained = await AskAsync(harness, await StoreAsync(Settings));

        using var classifier = Classifier.Load(await store.GetBlobAsync(trained.Model));
        var validation = await Pictures.StoreAsync(store, Enumerable.Range(16, 6));
        var pixels = new List<float>();
        foreach (var sample in validation)
        {
            pixels.AddRange(Preprocessing.Reference(await store.TryGetAsync(Digests.BlobKey($"sha256:{sample.SampleId}"))));
        }

        int[] labels = [.. validation.Select(sample => Pictures.Classes.ToList().IndexOf(sample.Label))];
        var logits = classifier.PredictLogits(new LabelledImages([.. validation.Select(sample => sample.SampleId)], [.. pixels], labels));
        Assert.Equal(ClassificationMetrics.Accuracy(logits, labels, 2), trained.ValidationAccuracy);
    }

    [Fact]
    public async Task ARepetitionTellsTheSameAndTrainsNothing()
    {
        var command = await StoreAsync(Settings);
        var once = await AskAsync(harness, command);
        var card = Formats.ModelCard.Write(await CardAsync());
        await store.DeleteAsync(Digests.BlobKey(command.TrainingSet.Digest));

        await using var second = await Harness.StartAsync<AuxTrainerModule>(store);
        var again = await AskAsync(second, command);

        Assert.Equal(once, again);
        Assert.Equal(card, Formats.ModelCard.Write(await CardAsync()));
    }

    [Fact]
    public async Task TheSameCommandInAnotherStoreGivesTheSameWeights()
    {
        var once = await AskAsync(harness, await StoreAsync(Settings));

        var other = new InMemoryObjectStore();
        await using var second = await Harness.StartAsync<AuxTrainerModule>(other);
        var again = await AskAsync(second, await StoreAsync(Settings, into: other));

        Assert.Equal(once.Model, again.Model);
    }

    [Fact]
    public async Task HowOftenTheSnapshotWasAdvancedChangesNothing()
    {
        var once = await AskAsync(harness, await StoreAsync(Settings));

        var other = new InMemoryObjectStore();
        await using var second = await Harness.StartAsync<AuxTrainerModule>(other);
        var again = await AskAsync(second, await StoreAsync(Settings, into: other, snapshot: 5));

        Assert.NotEqual(once.CommandId, again.CommandId);
        Assert.Equal(once.Model, again.Model);
    }

    // 16 images in batches of 8 are two steps an epoch.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 3)]
    [InlineData(6, 3)]
    [InlineData(1000, 10)]
    public async Task ASmallSetIsSeenMoreOftenButNotForEver(int minimumSteps, int epochs)
    {
        await AskAsync(harness, await StoreAsync(Settings with { AuxiliaryEpochs = 1, AuxiliaryMinimumSteps = minimumSteps }));

        Assert.Equal(epochs, (await CardAsync()).History.Count);
    }

    [Fact]
    public async Task ASliceThatIsUsedUpIsToldInsteadOfTheModel()
    {
        var command = CommandIds.Identify(await StoreAsync(Settings with { SliceSeconds = 0 }));

        var sliced = await harness.AskAsync<TrainAuxiliaryModel, WorkSliced>(command, "train-auxiliary-model");

        Assert.Equal((command.CommandId, 0), (sliced.CommandId, sliced.Slice));
        Assert.Null(await store.TryGetDocumentAsync(StoreKeys.ModelCard(Dataset, 1), Formats.ModelCard));
    }

    [Fact]
    public async Task NothingToValidateWithIsAFaultThatSaysWhatToDo()
    {
        var fault = await harness.AskInVainAsync<TrainAuxiliaryModel, AuxiliaryModelTrained>(await StoreAsync(Settings, validation: 0), "train-auxiliary-model");

        Assert.Equal("round 1 has 16 training and 0 validation images; both need at least one: certify more images and resume.", fault);
    }

    private static Task<AuxiliaryModelTrained> AskAsync(Harness harness, TrainAuxiliaryModel command) =>
        harness.AskAsync<TrainAuxiliaryModel, AuxiliaryModelTrained>(command, "train-auxiliary-model");

    private Task<ModelCard> CardAsync() => store.GetDocumentAsync(StoreKeys.ModelCard(Dataset, 1), Formats.ModelCard);

    /// <summary>Puts settings and a training set of 16 images into the store.</summary>
    /// <returns>The command that trains on it.</returns>
    private async Task<TrainAuxiliaryModel> StoreAsync(CurationSettings settings, int validation = 6, InMemoryObjectStore? into = null, int snapshot = 2)
    {
        into ??= store;
        await into.PutDocumentIfAbsentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings, settings);
        return new TrainAuxiliaryModel
        {
            DatasetId = Dataset,
            CommandId = "",
            Round = 1,
            SettingsVersion = 1,
            TrainingSet = await into.PutDocumentBlobAsync(Formats.TrainingSet, new TrainingSet
            {
                Round = 1,
                Snapshot = snapshot,
                Train = await Pictures.StoreAsync(into, Enumerable.Range(0, 16)),
                Validation = await Pictures.StoreAsync(into, Enumerable.Range(16, validation)),
                HeldOutCount = 0,
            }),
        };
    }
}
