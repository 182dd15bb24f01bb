using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Training.Tests;

public sealed class WhenAModelIsWrittenDown
{
    private readonly InMemoryObjectStore store = new();

    [Fact]
    public async Task TheCardSaysWhatItSeesAndHowItWasCalibrated()
    {
        var (work, trained) = await TrainAsync();

        var card = await ModelCards.StoreAsync(
            store, work, trained, round: 3, Pictures.Classes, [], new ModelCalibration(1.5, 0.04), CancellationToken.None);

        Assert.Equal(("antialiased", 24, "compact"), (card.Preprocessing, card.ImageSize, card.Network));
        Assert.Equal((3, 2, 1), (card.Round, card.Member, card.HeldOutFold));
        Assert.Equal((1.5, 0.04), (card.Temperature, card.ExpectedCalibrationError));
        using var classifier = Classifier.Load(await store.GetBlobAsync(card.Weights, CancellationToken.None));
        Assert.Equal((1.5, NetworkKind.Compact), (classifier.Temperature, classifier.Kind));
    }

    [Fact]
    public async Task WithoutCalibrationTheWeightsAreStoredAsTheyAre()
    {
        var (work, trained) = await TrainAsync();

        var card = await ModelCards.StoreAsync(store, work, trained, round: 0, Pictures.Classes, [], CancellationToken.None);

        Assert.Equal((1.0, null), (card.Temperature, card.ExpectedCalibrationError));
        Assert.Equal(trained.Weights, await store.GetBlobAsync(card.Weights, CancellationToken.None));
    }

    [Fact]
    public async Task HowTheTrainingFaredCanBeReadBack()
    {
        var (work, trained) = await TrainAsync();
        var card = await ModelCards.StoreAsync(store, work, trained, round: 0, Pictures.Classes, [], CancellationToken.None);

        var dynamics = await ModelDynamics.ReadAsync(store, card.Dynamics!, CancellationToken.None);

        Assert.Equal(work.Train.SampleIds.Order(StringComparer.Ordinal), dynamics.Keys.Order(StringComparer.Ordinal));
        for (var n = 0; n < work.Train.Count; n++)
        {
            var known = dynamics[work.Train.SampleIds[n]];
            Assert.Equal(trained.Dynamics!.AreaUnderMargin[n], known.AreaUnderMargin);
            Assert.Equal(trained.Dynamics.ForgettingEvents[n], known.ForgettingEvents);
            Assert.Equal(trained.Dynamics.NeverLearned[n], known.NeverLearned);
            Assert.Equal(trained.Dynamics.El2n[n], known.El2n, 1e-6);
            Assert.Equal(trained.Dynamics.GradientNorms![n], known.GraNd!.Value, 1e-6);
        }
    }

    [Fact]
    public async Task NothingIsSaidOfATrainingThatWasNotWatched()
    {
        var (work, trained) = await TrainAsync();

        var card = await ModelCards.StoreAsync(
            store, work, trained with { Dynamics = null }, round: 0, Pictures.Classes, [], CancellationToken.None);

        Assert.Null(card.Dynamics);
    }

    private async Task<(TrainingWork Work, TrainedClassifier Trained)> TrainAsync()
    {
        var samples = await Pictures.StoreAsync(store, Enumerable.Range(0, 6));
        var images = await new SampleImages(store, new PreprocessedImageCache(1 << 20)).LoadAsync(
            samples, Pictures.Classes, Preprocessings.Antialiased, 24, CancellationToken.None);
        var work = new TrainingWork
        {
            DatasetId = Worker.Dataset,
            CommandId = Worker.CommandId,
            Activity = "training",
            Name = "round 3",
            Options = new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = 1, Network = NetworkKind.Compact, RecordDynamics = true, RecordGradientNorms = true },
            Slice = TimeSpan.FromHours(1),
            Train = images,
            Validation = images,
            Preprocessing = Preprocessings.Antialiased,
            Member = 2,
            HeldOutFold = 1,
        };
        using var training = ClassifierTraining.Start(work.Options, work.Train, work.Validation);
        training.Run(work.Slice, TimeProvider.System, progress: null, CancellationToken.None);
        return (work, training.Complete());
    }
}
