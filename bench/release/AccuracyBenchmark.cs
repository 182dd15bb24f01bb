using System.Globalization;
using System.Text.Json;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Training;
using ContractsStep = Dcai.Contracts.Documents.AugmentationStep;

namespace Dcai.Bench.Release;

/// <summary>
/// How accurate the reference model becomes on the files as they came, on the certified and balanced images, and on these with the recipe's copies. The release is planned and its images are
/// made as the balancer and the evaluator do it; each seed holds out one fifth of the certified images and the label book, so that five seeds are a cross-validation too.
/// </summary>
/// <param name="data">Images with their truth.</param>
/// <param name="results">Where finished trainings lie, and the last minute of the one that is not; what lies there is not trained again.</param>
/// <param name="largestTrainCount">N_max.</param>
/// <param name="policy">How copies are distorted; null for what releases do unless they are told.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class AccuracyBenchmark(
    DecidedImages data, string results, int largestTrainCount, AugmentationPolicy? policy, TextWriter output)
{
    private const int Folds = 5;
    private const int ValidationCount = 400;
    private const long CacheBytes = 1L << 29;

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Dictionary<string, (string Peer, double Accuracy)> Published = new()
    {
        [ReleasePlanner.AsDistributed] = ("the organisers', on the competition's test", 0.6442),
        [ReleasePlanner.PipelineOutput] = ("the paper's, on the competition's test", 0.69),
        [ReleasePlanner.WithAugmentation] = ("the competition's best, on its test", 0.8657),
    };

    private readonly SampleImages _images = new(data.Store, new PreprocessedImageCache(CacheBytes));
    private readonly IReadOnlyList<IReadOnlyList<LabelledSample>> _folds = data.Folds(Folds);

    public static IReadOnlyList<string> Rows => [.. Published.Keys];

    /// <param name="row">One of <see cref="Rows"/>.</param>
    /// <param name="seed">1 is the first.</param>
    /// <param name="epochs">The paper's are 100.</param>
    /// <param name="cancellationToken">Leaves a checkpoint from which the next call goes on.</param>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(string row, int seed, int epochs, CancellationToken cancellationToken)
    {
        var plan = Plan(seed);
        var training = plan.Trainings.Single(one => one.Name == row);
        var options = new TrainingOptions { ClassCount = data.Classes.Count, Epochs = epochs, Seed = SeededRandom.Derive((ulong)seed, row) };
        var name = Path.Join(results, string.Create(CultureInfo.InvariantCulture, $"{row.Replace(' ', '-')}-{seed}-{Identity(training, training.Augmented == true ? plan.Recipe : null, options)}"));
        if (!File.Exists($"{name}.json"))
        {
            var tested = await TrainAsync(training, plan.Recipe!, seed, options, $"{name}.checkpoint", cancellationToken);
            await File.WriteAllTextAsync($"{name}.json", JsonSerializer.Serialize(tested, Json) + "\n", cancellationToken);
            File.Delete($"{name}.checkpoint");
        }

        return Figures(JsonSerializer.Deserialize<TestedTraining>(await File.ReadAllTextAsync($"{name}.json", cancellationToken), Json)!);
    }

    private static IReadOnlyList<Figure> Figures(TestedTraining tested)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{tested.Row}, {tested.Epochs} epochs");
        var (peer, accuracy) = Published[tested.Row];
        return
        [
            new Figure($"{what}: training images", tested.Train, ""),
            new Figure($"{what}: validation", tested.ValidationAccuracy, ""),
            new Figure($"{what}: cross-validated", tested.HeldOutAccuracy, "", peer, accuracy),
            new Figure($"{what}: label book", tested.LabelBookAccuracy, ""),
            new Figure($"{what}: a training", tested.Seconds, "s"),
        ];
    }

    /// <summary>The release of everything but what this seed holds out.</summary>
    private Contracts.Documents.Release Plan(int seed)
    {
        var settings = new CurationSettings
        {
            Classes = data.Classes,
            Profile = "paper",
            Seed = (ulong)seed,
            FoldCount = 0,
            ReleaseValidationCount = ValidationCount,
            Release = new ReleasePolicy
            {
                LargestTrainCount = largestTrainCount,
                Augmentation = policy?.Steps.Select(step => new ContractsStep { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount }).ToList(),
            },
        };
        var snapshot = new Snapshot
        {
            SnapshotVersion = 1,
            Parent = 0,
            ContentDigest = ContentDigest.Of(data.Samples),
            Counts = new SnapshotCounts
            {
                Samples = data.Samples.Count,
                Uncertified = 0,
                Certified = data.Samples.Count(sample => sample.Status == SampleStatus.Certified),
                Removed = data.Samples.Count(sample => sample.Status == SampleStatus.Removed),
                Conflicts = 0,
            },
            Batches = [],
            Reviews = [],
            CommandId = "",
            ShardBits = 0,
            Shards = [],
            History = new Descriptor { MediaType = "", Digest = "", SizeBytes = 0 },
        };
        LabelledSample[] heldOut = [.. _folds[(seed - 1) % Folds].Concat(data.LabelBook).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        return ReleasePlanner.Plan(1, snapshot, data.Samples, settings, new TestSet { Samples = heldOut });
    }

    private async Task<TestedTraining> TrainAsync(
        PlannedTraining plan, TrainingRecipe recipe, int seed, TrainingOptions options, string checkpoint, CancellationToken cancellationToken)
    {
        var train = plan.Augmented == true
            ? await _images.LoadWithCopiesAsync(
                plan.Train, recipe.Augmented, AugmentationPolicies.Of(recipe.Augmentation)!, (sampleId, copy) => RecipePlanner.SeedOf(recipe.Seed, sampleId, copy), data.Classes, cancellationToken)
            : await _images.LoadAsync(plan.Train, data.Classes, cancellationToken);
        var validation = await _images.LoadAsync(plan.Validation, data.Classes, cancellationToken);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Name}, seed {seed}: {train.Count} training and {validation.Count} validation images, {options.Epochs} epochs"));
        using var training = File.Exists(checkpoint)
            ? ClassifierTraining.Resume(await File.ReadAllBytesAsync(checkpoint, cancellationToken), options, train, validation)
            : ClassifierTraining.Start(options, train, validation);
        while (!training.IsFinished)
        {
            training.Run(BetweenCheckpoints, TimeProvider.System, progress: null, cancellationToken);
            await KeepAsync(checkpoint, training.Checkpoint());
            cancellationToken.ThrowIfCancellationRequested();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  epoch {training.Epoch}, best validation {training.History.Select(epoch => epoch.ValidationAccuracy).DefaultIfEmpty(0).Max():0.000}"));
        }

        var trained = training.Complete();
        var heldOut = _folds[(seed - 1) % Folds];
        using var classifier = Classifier.Load(trained.Weights);
        return new TestedTraining
        {
            Row = plan.Name,
            Seed = seed,
            Epochs = options.Epochs,
            Train = train.Count,
            Validation = validation.Count,
            BestEpoch = trained.BestEpoch,
            ValidationAccuracy = trained.Best.ValidationAccuracy,
            HeldOut = heldOut.Count,
            HeldOutAccuracy = await AccuracyAsync(heldOut),
            LabelBook = data.LabelBook.Count,
            LabelBookAccuracy = await AccuracyAsync(data.LabelBook),
            Seconds = trained.SecondsTraining,
        };

        async Task<double> AccuracyAsync(IReadOnlyList<LabelledSample> samples)
        {
            var test = await _images.LoadAsync(samples, data.Classes, cancellationToken);
            return ClassificationMetrics.Accuracy(classifier.PredictLogits(test, cancellationToken: cancellationToken), test.Labels, data.Classes.Count);
        }
    }

    /// <summary>A cut in the middle of writing leaves the last one.</summary>
    private static async Task KeepAsync(string file, byte[] content)
    {
        await File.WriteAllBytesAsync($"{file}.partial", content);
        File.Move($"{file}.partial", file, overwrite: true);
    }

    /// <summary>Names a training by all that decides its result, so that no other one's result is taken for it.</summary>
    private static string Identity(PlannedTraining training, TrainingRecipe? recipe, TrainingOptions options) =>
        Digests.Hex(Digests.Sha256(JsonSerializer.SerializeToUtf8Bytes(new { training, recipe, options })))[..12];
}
