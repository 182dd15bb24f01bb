using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Quality;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;

namespace Dcai.AuxTrainer;

/// <summary>What one of a round's auxiliary models is trained on, and how (paper, step 2, and the options of the recipe).</summary>
internal sealed class AuxiliaryTraining(IObjectStore store, SnapshotReader snapshots, SampleImages images)
{
    private const int LongestFactor = 10;

    public async Task<TrainingWork> PrepareAsync(TrainAuxiliaryModel command, CurationSettings curation, CancellationToken cancellationToken)
    {
        var recipe = curation.Auxiliary;
        var set = await store.GetDocumentBlobAsync(command.TrainingSet, Formats.TrainingSet, cancellationToken).ConfigureAwait(false);
        int? heldOutFold = set.PoolFolds > 0 ? command.Member % set.PoolFolds : null;
        var learned = PoolFolds.Learned(set, heldOutFold);
        var previous = recipe.WarmStart ? await PreviousAsync(command, set, heldOutFold, cancellationToken).ConfigureAwait(false) : null;
        return new TrainingWork
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Activity = "training",
            Name = Name(command, recipe),
            Options = Options(command, curation, learned.Count),
            Slice = TimeSpan.FromSeconds(curation.SliceSeconds),
            Train = await LoadAsync(learned).ConfigureAwait(false),
            Validation = await LoadAsync(set.Validation).ConfigureAwait(false),
            Preprocessing = recipe.Preprocessing,
            Member = command.Member,
            HeldOutFold = heldOutFold,
            InitialWeights = previous ?? recipe.InitialWeights,
            Pretraining = recipe.PretrainingEpochs > 0 && previous is null ? Pretraining(command, curation, set.Snapshot) : null,
        };

        Task<LabelledImages> LoadAsync(IReadOnlyList<LabelledSample> samples) =>
            images.LoadAsync(samples, curation.Classes, recipe.Preprocessing, recipe.ImageSize, cancellationToken);
    }

    /// <summary>The temperature that fits the validation images best; null where it was not asked for.</summary>
    public static ModelCalibration? Calibrate(CurationSettings curation, TrainingWork work, TrainedClassifier trained)
    {
        if (!curation.Auxiliary.Calibrate)
        {
            return null;
        }

        var (K, labels) = (curation.Classes.Count, work.Validation.Labels);
        var fit = TemperatureScaling.Fit(trained.ValidationLogits, labels, K);
        var probabilities = TemperatureScaling.Apply(Array.ConvertAll(trained.ValidationLogits, logit => (double)logit), K, fit.Temperature);
        return new ModelCalibration(fit.Temperature, Calibration.Of(probabilities, labels).ExpectedError);
    }

    private static string Name(TrainAuxiliaryModel command, AuxiliaryRecipe recipe) => recipe.EnsembleSize == 1
        ? string.Create(CultureInfo.InvariantCulture, $"round {command.Round}")
        : string.Create(CultureInfo.InvariantCulture, $"round {command.Round}, model {command.Member + 1} of {recipe.EnsembleSize}");

    private static TrainingOptions Options(TrainAuxiliaryModel command, CurationSettings curation, int imageCount)
    {
        var recipe = curation.Auxiliary;
        return new TrainingOptions
        {
            ClassCount = curation.Classes.Count,
            Network = recipe.Network == Contracts.Documents.Networks.Compact ? NetworkKind.Compact : NetworkKind.Reference,
            Epochs = Epochs(curation, imageCount),
            BatchSize = curation.AuxiliaryBatchSize,
            LearningRate = recipe.LearningRate,
            CosineSchedule = recipe.CosineSchedule,
            KeepLastEpoch = recipe.CosineSchedule,
            BatchNormMomentum = recipe.BatchNormMomentum,
            EarlyStoppingPatience = recipe.EarlyStoppingPatience,
            ClassWeightedSampling = recipe.ClassWeightedSampling,
            LabelSmoothing = recipe.LabelSmoothing,
            MixupAlpha = recipe.MixupAlpha,
            Augment = recipe.Augmentation is not { Count: 0 },
            Augmentation = AugmentationPolicies.Of(recipe.Augmentation),
            RecordDynamics = recipe.Labels == TrainingLabels.Given,
            RecordGradientNorms = recipe.Labels == TrainingLabels.Given && curation.Ranking.Score == RankingScores.GraNd,

            // Not from the command's id: it names snapshot versions, and how many there are depends on how the uploads happened to be batched.
            Seed = SeededRandom.Derive(curation.Seed, Purpose(command, "auxiliary model")),
        };
    }

    private PretrainingWork Pretraining(TrainAuxiliaryModel command, CurationSettings curation, int snapshot) => new()
    {
        Options = new MaskedAutoencoderOptions
        {
            Network = curation.Auxiliary.Network == Contracts.Documents.Networks.Compact ? NetworkKind.Compact : NetworkKind.Reference,
            Epochs = curation.Auxiliary.PretrainingEpochs,
            Seed = SeededRandom.Derive(curation.Seed, Purpose(command, "masked autoencoder")),
        },
        LoadAsync = async cancellationToken =>
        {
            var samples = await snapshots.SamplesAsync(command.DatasetId, snapshot, cancellationToken).ConfigureAwait(false);
            var testSet = curation.TestSet is null
                ? null
                : await store.GetDocumentBlobAsync(curation.TestSet, Formats.TestSet, cancellationToken).ConfigureAwait(false);
            var heldOut = testSet?.Samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal) ?? [];
            return await images.LoadAsync(
                [.. samples.Where(sample => sample.Status != SampleStatus.Removed && !heldOut.Contains(sample.SampleId)).Select(sample => sample.SampleId)],
                curation.Auxiliary.Preprocessing, curation.Auxiliary.ImageSize, cancellationToken).ConfigureAwait(false);
        },
    };

    /// <summary>The weights of the same member in the last round that trained, unless it learned what this one must not.</summary>
    private async Task<Descriptor?> PreviousAsync(TrainAuxiliaryModel command, TrainingSet set, int? heldOutFold, CancellationToken cancellationToken)
    {
        if (command.PreviousModelRound == 0)
        {
            return null;
        }

        var card = await store.TryGetDocumentAsync(
            StoreKeys.ModelCard(command.DatasetId, command.PreviousModelRound, command.Member), Formats.ModelCard, cancellationToken).ConfigureAwait(false);
        var before = await store.TryGetDocumentAsync(
            StoreKeys.TrainingSet(command.DatasetId, command.PreviousModelRound), Formats.TrainingSet, cancellationToken).ConfigureAwait(false);
        if (card is null || before is null)
        {
            return null;
        }

        if (before.PoolFolds > 0 && set.PoolFolds == 0)
        {
            // It learned given labels of what this round ranks as a whole.
            return null;
        }

        var learned = PoolFolds.Learned(before, card.HeldOutFold).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        var unseen = set.Validation.Select(sample => sample.SampleId)
            .Concat((set.Pool ?? []).Where(sample => sample.Fold == heldOutFold).Select(sample => sample.SampleId));
        return unseen.Any(learned.Contains) ? null : card.Weights;
    }

    private static string Purpose(TrainAuxiliaryModel command, string what) => command.Member == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{what} of round {command.Round}")
        : string.Create(CultureInfo.InvariantCulture, $"{what} {command.Member} of round {command.Round}");

    /// <summary>A small set is seen more often, so that even the first model has taken the steps it needs.</summary>
    private static int Epochs(CurationSettings curation, int images)
    {
        var steps = (images + curation.AuxiliaryBatchSize - 1) / curation.AuxiliaryBatchSize;
        var wanted = steps == 0 ? 0 : (curation.AuxiliaryMinimumSteps + steps - 1) / steps;
        return Math.Clamp(wanted, curation.AuxiliaryEpochs, curation.AuxiliaryEpochs * LongestFactor);
    }
}
