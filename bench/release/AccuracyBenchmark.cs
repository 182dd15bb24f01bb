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
/// How accurate the reference model becomes on the files as they came, on the certified and balanced images, on these with the recipe's copies, and with painted images besides. The release is planned
/// and its images are made as the balancer, the evaluator and the gan-trainer do it; each seed holds out one fifth of the certified images and the label book, so that five seeds are a cross-validation too.
/// </summary>
/// <param name="data">Images with their truth.</param>
/// <param name="results">Where finished trainings lie, and the last minute of the one that is not; what lies there is not trained again.</param>
/// <param name="largestTrainCount">N_max.</param>
/// <param name="policy">How copies are distorted; null for what releases do unless they are told.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class AccuracyBenchmark(
    DecidedImages data, string results, int largestTrainCount, AugmentationPolicy? policy, TextWriter output)
{
    /// <summary>Name of the training on the certified images, copies and painted images, as many as without these.</summary>
    private const string WithPainted = "+ painted images";

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
        [WithPainted] = ("the paper's, on the competition's test", 0.84),
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
        var figures = new List<Figure>();
        IReadOnlyList<LabelledSample> painted = [];
        if (row == WithPainted)
        {
            (painted, var of) = await PaintAsync(seed, epochs, cancellationToken);
            figures.AddRange(of);
        }

        var tested = JsonSerializer.Deserialize<TestedTraining>(await File.ReadAllTextAsync($"{await TrainedAsync(row, seed, epochs, painted, cancellationToken)}.json", cancellationToken), Json)!;
        return [.. figures, .. Figures(tested)];
    }

    /// <summary>Trains a row unless its result lies there.</summary>
    /// <returns>Where it lies, without the ending: .json what it came to, .safetensors the weights.</returns>
    private async Task<string> TrainedAsync(string row, int seed, int epochs, IReadOnlyList<LabelledSample> painted, CancellationToken cancellationToken)
    {
        var plan = Plan(seed, largestTrainCount - painted.Count);
        var training = row == WithPainted
            ? plan.Trainings.Single(one => one.Name == ReleasePlanner.WithAugmentation) with { Name = WithPainted, Train = [.. plan.Recipe!.Images.Concat(painted).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)] }
            : plan.Trainings.Single(one => one.Name == row);
        var options = new TrainingOptions { ClassCount = data.Classes.Count, Epochs = epochs, Seed = SeededRandom.Derive((ulong)seed, row) };
        var name = Path.Join(results, string.Create(CultureInfo.InvariantCulture, $"{row.Replace(' ', '-')}-{seed}-{Identity(training, training.Augmented == true ? plan.Recipe : null, options)}"));
        if (!File.Exists($"{name}.json") || !File.Exists($"{name}.safetensors"))
        {
            var (tested, weights) = await TrainAsync(training, plan.Recipe!, seed, options, $"{name}.checkpoint", cancellationToken);
            await KeepAsync($"{name}.safetensors", weights);
            await File.WriteAllTextAsync($"{name}.json", JsonSerializer.Serialize(tested, Json) + "\n", cancellationToken);
            File.Delete($"{name}.checkpoint");
        }

        return name;
    }

    /// <summary>What is painted against the seed's pipeline output and passes for its class with the model of the same images and copies, which plays the reviewer.</summary>
    private async Task<(IReadOnlyList<LabelledSample> Images, IReadOnlyList<Figure> Figures)> PaintAsync(int seed, int epochs, CancellationToken cancellationToken)
    {
        var classifier = await File.ReadAllBytesAsync($"{await TrainedAsync(ReleasePlanner.PipelineOutput, seed, epochs, [], cancellationToken)}.safetensors", cancellationToken);
        var judge = await File.ReadAllBytesAsync($"{await TrainedAsync(ReleasePlanner.WithAugmentation, seed, epochs, [], cancellationToken)}.safetensors", cancellationToken);
        var painter = new ReviewedPainting(await _images.LoadAsync(Plan(seed, largestTrainCount).Train, data.Classes, cancellationToken), classifier, judge, data, output);
        return await painter.PaintAsync(seed, Path.Join(results, string.Create(CultureInfo.InvariantCulture, $"generator-{seed}")), cancellationToken);
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
    private Contracts.Documents.Release Plan(int seed, int trainCount)
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
                LargestTrainCount = trainCount,
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

    private async Task<(TestedTraining Tested, byte[] Weights)> TrainAsync(
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
        var tested = new TestedTraining
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
        return (tested, trained.Weights);

        async Task<double> AccuracyAsync(IReadOnlyList<LabelledSample> samples)
        {
            var test = await _images.LoadAsync(samples, data.Classes, cancellationToken);
            return ClassificationMetrics.Accuracy(classifier.PredictLogits(test, cancellationToken: cancellationToken), test.Labels, data.Classes.Count);
        }
    }

    /// <summary>A cut in the middle of writing leaves the last one.</summary>
    internal static async Task KeepAsync(string file, byte[] content)
    {
        await File.WriteAllBytesAsync($"{file}.partial", content);
        File.Move($"{file}.partial", file, overwrite: true);
    }

    /// <summary>Names a training by all that decides its result, so that no other one's result is taken for it.</summary>
    private static string Identity(PlannedTraining training, TrainingRecipe? recipe, TrainingOptions options) =>
        Digests.Hex(Digests.Sha256(JsonSerializer.SerializeToUtf8Bytes(new { training, recipe, options })))[..12];
}
