using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;

namespace Dcai.GanTrainer.Tests;

/// <summary>A small release whose classifier is trained: noise with a dark bar, upright for the first class and lying for the second.</summary>
internal sealed class Dataset
{
    public const string Id = "numerals";

    private const int Size = 32;
    private static readonly Lazy<byte[]> Weights = new(TrainClassifier);

    private Dataset(InMemoryObjectStore store, Descriptor plan, IReadOnlyList<LabelledSample> train) => (Store, Plan, Train) = (store, plan, train);

    public static IReadOnlyList<string> Classes { get; } = ["upright", "lying"];

    /// <summary>Twelve steps of a tiny generator, with a check after every fourth.</summary>
    public static CurationSettings Settings { get; } = new()
    {
        Classes = Classes,
        Synthesize = true,
        Synthesis = new SynthesisPlan
        {
            Gammas = [0.5],
            Iterations = 12,
            RampIterations = 6,
            BatchSize = 8,
            Width = 4,
            CheckIterations = 4,
            ImageCount = 20,
            LeastImagesPerClass = 5,
        },
    };

    public InMemoryObjectStore Store { get; }

    public Descriptor Plan { get; }

    public IReadOnlyList<LabelledSample> Train { get; }

    /// <param name="settings">Version 1.</param>
    /// <param name="images">Training images, half of them of each class.</param>
    public static async Task<Dataset> CreateAsync(CurationSettings settings, int images = 12)
    {
        var store = new InMemoryObjectStore();
        await store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Id, 1), Formats.Settings, settings);
        var train = new List<LabelledSample>();
        for (var number = 0; number < images; number++)
        {
            var blob = await store.PutBlobAsync(PngEncoder.Encode(Picture(number)), "image/png");
            train.Add(new LabelledSample { SampleId = Digests.Hex(blob.Digest), Label = Classes[number % 2] });
        }

        train = [.. train.OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        var release = new Release
        {
            ReleaseVersion = 1,
            Snapshot = 4,
            ContentDigest = "sha256:content",
            Train = train,
            Validation = train,
            Test = [],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings =
            [
                new PlannedTraining { Name = ReleasePlanner.AsDistributed, IsFold = false, Train = train, Validation = train, Test = [] },
                new PlannedTraining { Name = ReleasePlanner.PipelineOutput, IsFold = false, Train = train, Validation = train, Test = [] },
            ],
        };
        await store.PutDocumentIfAbsentAsync(StoreKeys.Release(Id, 1), Formats.Release, release);
        await store.PutDocumentIfAbsentAsync(StoreKeys.FoldOutcome(Id, 1, 1), Formats.Outcome, new TrainingOutcome
        {
            Name = ReleasePlanner.PipelineOutput,
            IsFold = false,
            TestCount = 0,
            PerClass = [],
            Card = new ModelCard
            {
                Name = ReleasePlanner.PipelineOutput,
                Round = 0,
                Weights = await store.PutBlobAsync(Weights.Value, ModelCards.WeightsMediaType),
                Classes = Classes,
                TrainCount = images,
                ValidationCount = images,
                BestEpoch = 1,
                TrainAccuracy = 1,
                ValidationAccuracy = 1,
                SecondsPerEpochMean = 1,
                SecondsPerEpochSd = 0,
                Seed = 1,
                History = [],
                Intervals = [],
            },
        });
        return new Dataset(store, await store.PutDocumentBlobAsync(Formats.Release, release), train);
    }

    public TrainGan TrainGan() => new() { DatasetId = Id, CommandId = "", Release = 1, Plan = Plan, SettingsVersion = 1 };

    public static SynthesizeSamples Synthesize(GanTrained trained) => new() { DatasetId = Id, CommandId = "", Release = 1, Generator = trained.Generator, SettingsVersion = 1 };

    public Task<GanCard> CardAsync(GanTrained trained) => Store.GetDocumentBlobAsync(trained.Generator, Formats.Gan);

    private static Image Picture(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Size * Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var isBar = (number % 2 == 0 ? i % Size : i / Size) is > 12 and < 20;
            pixels[i] = (byte)((isBar ? 10 : 180) + random.Next(50));
        }

        return new Image(Size, Size, PixelFormat.Gray8, pixels);
    }

    private static byte[] TrainClassifier()
    {
        var pixels = Enumerable.Range(0, 12).SelectMany(number => Preprocessing.Reference(PngEncoder.Encode(Picture(number)))).ToArray();
        var images = new LabelledImages(
            [.. Enumerable.Range(0, 12).Select(number => $"picture-{number}")], pixels, [.. Enumerable.Range(0, 12).Select(number => number % 2)]);
        using var training = ClassifierTraining.Start(
            new TrainingOptions { ClassCount = 2, Epochs = 4, Seed = 1, Network = NetworkKind.Compact }, images, images);
        training.Run(TimeSpan.MaxValue, TimeProvider.System, null, default);
        return training.Complete().Weights;
    }
}
