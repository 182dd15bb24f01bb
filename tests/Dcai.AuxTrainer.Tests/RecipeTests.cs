using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;

namespace Dcai.AuxTrainer.Tests;

/// <summary>16 certified images, 6 to validate with, and a pool of 12 in two folds.</summary>
public sealed class WhenARecipeSaysHow : IAsyncLifetime
{
    private const string Dataset = "numerals";

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;

    public async Task InitializeAsync() => harness = await Harness.StartAsync<AuxTrainerModule>(store);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task AMemberLearnsTheFoldsThatItDoesNotRank(int member, int fold)
    {
        await StoreAsync(new AuxiliaryRecipe { EnsembleSize = 3, Labels = TrainingLabels.Given });

        var trained = await TrainAsync(round: 1, member);

        var card = await CardAsync(1, member);
        Assert.Equal((member, card.Weights), (trained.Member, trained.Model));
        Assert.Equal((member, fold, 16 + 6), (card.Member, card.HeldOutFold, card.TrainCount));
        Assert.Equal($"round 1, model {member + 1} of 3", card.Name);
        Assert.Equal(16 + 6, (await ModelDynamics.ReadAsync(store, card.Dynamics!, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task MembersDifferAndEachCanBeRepeated()
    {
        await StoreAsync(new AuxiliaryRecipe { EnsembleSize = 2 });

        var first = await TrainAsync(round: 1, member: 0);
        var second = await TrainAsync(round: 1, member: 1);

        Assert.NotEqual(first.Model, second.Model);
        Assert.Null((await CardAsync(1, 0)).HeldOutFold);
        Assert.Null((await CardAsync(1, 0)).Dynamics);
    }

    [Fact]
    public async Task AWarmStartGoesOnFromTheLastRound()
    {
        await StoreAsync(new AuxiliaryRecipe { WarmStart = true, LearningRate = 1e-9 });
        await StoreTrainingSetAsync(round: 2);

        await TrainAsync(round: 1);
        await TrainAsync(round: 2, previous: 1);
        await TrainAsync(round: 3, previous: 0, trainingSet: 2);

        // Steps this small leave the first convolution where it began.
        Assert.InRange(await DistanceAsync(1, 2), 0, 1e-5);
        Assert.InRange(await DistanceAsync(1, 3), 1e-2, 10);
    }

    [Fact]
    public async Task AWarmStartNeverShowsTheModelWhatItWillRank()
    {
        await StoreAsync(new AuxiliaryRecipe { WarmStart = true, LearningRate = 1e-9, EnsembleSize = 2, Labels = TrainingLabels.Given });
        await StoreTrainingSetAsync(round: 2, shift: 1);

        await TrainAsync(round: 1, member: 0);
        await TrainAsync(round: 2, member: 0, previous: 1);

        Assert.InRange(await DistanceAsync(1, 2), 1e-2, 10);
    }

    [Fact]
    public async Task TransferBeginsFromTheGivenWeights()
    {
        await StoreAsync(new AuxiliaryRecipe());
        var donor = await TrainAsync(round: 1);
        await StoreAsync(new AuxiliaryRecipe { InitialWeights = donor.Model, LearningRate = 1e-9 }, version: 2);

        await TrainAsync(round: 2, trainingSet: 1, settings: 2);

        Assert.InRange(await DistanceAsync(1, 2), 0, 1e-5);
    }

    [Fact]
    public async Task WeightsThatDoNotFitAreAFaultThatSaysSo()
    {
        var weights = await store.PutBlobAsync("no weights"u8.ToArray(), "application/vnd.safetensors");
        await StoreAsync(new AuxiliaryRecipe { InitialWeights = weights });

        var fault = await harness.AskInVainAsync<TrainAuxiliaryModel, AuxiliaryModelTrained>(await CommandAsync(1), "train-auxiliary-model");

        Assert.StartsWith($"round 1 cannot begin with the weights {weights.Digest}, which are no safetensors: ", fault, StringComparison.Ordinal);
        Assert.EndsWith("Set other initial weights, or none, and resume.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbabilitiesAreCalibratedOnTheValidationImages()
    {
        await StoreAsync(new AuxiliaryRecipe { Calibrate = true });

        await TrainAsync(round: 1);

        var card = await CardAsync(1);
        Assert.True(card.Temperature is > 0 and not 1);
        Assert.InRange(card.ExpectedCalibrationError!.Value, 0, 1);
    }

    [Fact]
    public async Task ThePoolIsLookedAtBeforeTheLabels()
    {
        await StoreAsync(new AuxiliaryRecipe { Network = Networks.Compact });
        await TrainAsync(round: 1);
        await StoreAsync(new AuxiliaryRecipe { Network = Networks.Compact, PretrainingEpochs = 1 }, version: 2);
        await StoreSnapshotAsync();

        // The step from pre-training to training ends a slice.
        var command = CommandIds.Identify(await CommandAsync(2, trainingSet: 1, settings: 2));
        var sliced = await harness.AskAsync<TrainAuxiliaryModel, WorkSliced>(command, "train-auxiliary-model");
        Assert.Equal(0, sliced.Slice);
        await harness.AskAsync<TrainAuxiliaryModel, AuxiliaryModelTrained>(command, "train-auxiliary-model");

        var card = await CardAsync(2);
        Assert.Equal(Networks.Compact, card.Network);
        Assert.NotEqual((await CardAsync(1)).Weights, card.Weights);
    }

    [Fact]
    public async Task SizeAndPreprocessingAreThoseOfTheRecipe()
    {
        await StoreAsync(new AuxiliaryRecipe { Preprocessing = Preprocessings.Ink, ImageSize = 16, Network = Networks.Compact });

        await TrainAsync(round: 1);

        var card = await CardAsync(1);
        Assert.Equal((Preprocessings.Ink, 16, Networks.Compact), (card.Preprocessing, card.ImageSize, card.Network));
        using var classifier = Classifier.Load(await store.GetBlobAsync(card.Weights));
        Assert.Equal(2, classifier.PredictLogits(new LabelledImages(["a"], new float[3 * 16 * 16], [0], 16, 16)).Length);
    }

    private async Task StoreAsync(AuxiliaryRecipe recipe, int version = 1)
    {
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Settings(Dataset, version), Formats.Settings,
            new CurationSettings { Classes = Pictures.Classes, AuxiliaryEpochs = 1, AuxiliaryMinimumSteps = 0, AuxiliaryBatchSize = 8, Auxiliary = recipe });
        await StoreTrainingSetAsync(round: 1);
    }

    /// <param name="round">Where it is stored.</param>
    /// <param name="shift">1 swaps the folds.</param>
    private async Task StoreTrainingSetAsync(int round, int shift = 0)
    {
        var labels = (await store.GetDocumentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings)).Auxiliary.Labels;
        var pool = labels == TrainingLabels.Given ? await Pictures.StoreAsync(store, Enumerable.Range(22, 12)) : [];
        await store.PutDocumentIfAbsentAsync(StoreKeys.TrainingSet(Dataset, round), Formats.TrainingSet, new TrainingSet
        {
            Round = round,
            Snapshot = 2,
            Train = await Pictures.StoreAsync(store, Enumerable.Range(0, 16)),
            Validation = await Pictures.StoreAsync(store, Enumerable.Range(16, 6)),
            HeldOutCount = 0,
            Pool = [.. pool.Select((sample, index) => new PoolSample { SampleId = sample.SampleId, Label = sample.Label, Fold = (index + shift) % 2 })],
            PoolFolds = pool.Count > 0 ? 2 : 0,
        });
    }

    private async Task StoreSnapshotAsync()
    {
        var pictures = await Pictures.StoreAsync(store, Enumerable.Range(0, 34));
        await store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(Dataset, 2), Formats.Snapshot, new Snapshot
        {
            SnapshotVersion = 2,
            Parent = 1,
            ContentDigest = "sha256:content",
            Counts = new SnapshotCounts { Samples = 34, Uncertified = 34, Certified = 0, Removed = 0, Conflicts = 0 },
            Batches = [],
            Reviews = [],
            CommandId = "c",
            ShardBits = 0,
            Shards =
            [
                await store.PutBlobAsync(JsonLines.Write(pictures.Select(picture => new Sample
                {
                    SampleId = picture.SampleId,
                    MediaType = "image/png",
                    SizeBytes = 1,
                    Width = 32,
                    Height = 32,
                    Status = SampleStatus.Uncertified,
                    Origin = SampleOrigin.Ingested,
                    GivenLabels = [picture.Label],
                    Conflict = false,
                    Provenance = [new Provenance { Source = "folder", Name = picture.SampleId }],
                    ArrivedIn = 1,
                })), "application/gzip"),
            ],
            History = await store.PutDocumentBlobAsync(
                Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        });
    }

    private async Task<TrainAuxiliaryModel> CommandAsync(int round, int member = 0, int previous = 0, int trainingSet = 0, int settings = 1)
    {
        var set = await store.GetDocumentAsync(StoreKeys.TrainingSet(Dataset, trainingSet > 0 ? trainingSet : round), Formats.TrainingSet);
        return new TrainAuxiliaryModel
        {
            DatasetId = Dataset,
            CommandId = "",
            Round = round,
            SettingsVersion = settings,
            TrainingSet = await store.PutDocumentBlobAsync(Formats.TrainingSet, set),
            Member = member,
            PreviousModelRound = previous,
        };
    }

    private async Task<AuxiliaryModelTrained> TrainAsync(int round, int member = 0, int previous = 0, int trainingSet = 0, int settings = 1) =>
        await harness.AskAsync<TrainAuxiliaryModel, AuxiliaryModelTrained>(
            await CommandAsync(round, member, previous, trainingSet, settings), "train-auxiliary-model");

    private Task<ModelCard> CardAsync(int round, int member = 0) => store.GetDocumentAsync(StoreKeys.ModelCard(Dataset, round, member), Formats.ModelCard);

    /// <summary>The first convolution's weights, which batch normalisation does not change: the tensor's bytes in the safetensors file.</summary>
    private async Task<float[]> FirstWeightsAsync(int round)
    {
        var file = await store.GetBlobAsync((await CardAsync(round)).Weights);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
        var offsets = header.RootElement.EnumerateObject()
            .Where(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal) && tensor.Value.GetProperty("shape").GetArrayLength() == 4)
            .Select(tensor => tensor.Value.GetProperty("data_offsets"))
            .MinBy(offsets => offsets[0].GetInt32());
        var data = file.AsSpan(sizeof(ulong) + headerLength);
        return MemoryMarshal.Cast<byte, float>(data[offsets[0].GetInt32()..offsets[1].GetInt32()]).ToArray();
    }

    private async Task<double> DistanceAsync(int round, int other) =>
        (await FirstWeightsAsync(round)).Zip(await FirstWeightsAsync(other), (a, b) => Math.Abs((double)a - b)).Max();
}
