using Dcai.Contracts;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work;
using Dcai.Work.Telemetry;

namespace Dcai.Training;

/// <summary>
/// Pre-training, where there is one, then training. The step between them lies at the end of a slice: what is stored then is the untouched
/// training that begins with the trunk, so that a work killed anywhere goes on with one checkpoint.
/// </summary>
internal sealed class StagedTraining(IObjectStore store, ProgressReporter progress, TimeProvider time)
{
    private const string Pretraining = "pre-training";

    /// <summary>Works for one slice, on a thread of its own.</summary>
    /// <param name="work">What is trained.</param>
    /// <param name="last">Where the work stands; null at the start.</param>
    /// <param name="cancellationToken">Stops at the next step.</param>
    public Task<StageOutcome> RunAsync(TrainingWork work, TrainingSlice? last, CancellationToken cancellationToken)
    {
        if (last?.Header is { Stage: TrainingStage.Training, ImageCount: { } learned } && learned != ImageCount(work))
        {
            // Images were erased since: neither the order of the rest nor what was learned from them is of use.
            last = null;
        }

        var stage = last?.Header.Stage ?? (work.Pretraining is null ? TrainingStage.Training : TrainingStage.Pretraining);
        return stage == TrainingStage.Training
            ? TrainAsync(work, last?.Checkpoint, cancellationToken)
            : PretrainAsync(work, work.Pretraining ?? throw new InvalidOperationException($"{work.Name} was cut while pre-training, but has none now."), last, cancellationToken);
    }

    private async Task<StageOutcome> TrainAsync(TrainingWork work, ReadOnlyMemory<byte>? checkpoint, CancellationToken cancellationToken)
    {
        using var initial = checkpoint is null ? await InitialWeightsAsync(work, cancellationToken).ConfigureAwait(false) : null;
        using var training = checkpoint is { } resumed
            ? ClassifierTraining.Resume(resumed, work.Options, work.Train, work.Validation)
            : ClassifierTraining.Start(work.Options, work.Train, work.Validation, initial);
        await OwnThread.RunAsync(() => training.Run(work.Slice, time, tick => Report(work, tick), cancellationToken)).ConfigureAwait(false);
        return training.IsFinished
            ? new StageOutcome(TrainingStage.Training, default, ImageCount(work), training.Complete())
            : new StageOutcome(TrainingStage.Training, training.Checkpoint(), ImageCount(work), Trained: null);
    }

    private async Task<StageOutcome> PretrainAsync(
        TrainingWork work, PretrainingWork pretraining, TrainingSlice? last, CancellationToken cancellationToken)
    {
        var images = await pretraining.LoadAsync(cancellationToken).ConfigureAwait(false);
        var checkpoint = last is null || (last.Header.ImageCount is { } learned && learned != images.Count) ? (ReadOnlyMemory<byte>?)null : last.Checkpoint;
        using var initial = checkpoint is null ? await InitialWeightsAsync(work, cancellationToken).ConfigureAwait(false) : null;
        using var training = checkpoint is { } resumed
            ? MaskedAutoencoderTraining.Resume(resumed, pretraining.Options, images)
            : MaskedAutoencoderTraining.Start(pretraining.Options, images, initial);
        await OwnThread.RunAsync(() => training.Run(work.Slice, time, tick => Report(work, tick, images.Count), cancellationToken)).ConfigureAwait(false);
        if (!training.IsFinished)
        {
            return new StageOutcome(TrainingStage.Pretraining, training.Checkpoint(), images.Count, Trained: null);
        }

        using var trunk = InitialWeights.FromSafeTensors(training.Complete().Weights);
        using var next = ClassifierTraining.Start(work.Options, work.Train, work.Validation, trunk);
        return new StageOutcome(TrainingStage.Training, next.Checkpoint(), ImageCount(work), Trained: null);
    }

    private async Task<InitialWeights?> InitialWeightsAsync(TrainingWork work, CancellationToken cancellationToken)
    {
        if (work.InitialWeights is not { } weights)
        {
            return null;
        }

        var content = await store.GetBlobAsync(weights, cancellationToken).ConfigureAwait(false);
        try
        {
            return InitialWeights.FromSafeTensors(content);
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidDataException(
                $"{work.Name} cannot begin with the weights {weights.Digest}, which are no safetensors: {wrong.Message} Set other initial weights, or none, and resume.", wrong);
        }
    }

    private static int ImageCount(TrainingWork work) => work.Train.Count + work.Validation.Count;

    private void Report(TrainingWork work, TrainingTick tick)
    {
        WorkMeter.CountImages(work.Activity, ImagesOf(tick.Step, tick.StepsPerEpoch, work.Train.Count, work.Options.BatchSize));
        progress.Report(new WorkProgressed
        {
            DatasetId = work.DatasetId,
            CommandId = work.CommandId,
            Activity = work.Activity,
            Name = work.Name,
            Fraction = Fraction(tick.Epoch, tick.Epochs, tick.Step, tick.StepsPerEpoch),
            Epoch = tick.Epoch,
            Epochs = tick.Epochs,
            Loss = tick.Loss,
            Accuracy = tick.Accuracy,
            ValidationAccuracy = tick.ValidationAccuracy,
        });
    }

    private void Report(TrainingWork work, PretrainingTick tick, int imageCount)
    {
        WorkMeter.CountImages(Pretraining, ImagesOf(tick.Step, tick.StepsPerEpoch, imageCount, work.Pretraining!.Options.BatchSize));
        progress.Report(new WorkProgressed
        {
            DatasetId = work.DatasetId,
            CommandId = work.CommandId,
            Activity = Pretraining,
            Name = work.Name,
            Fraction = Fraction(tick.Epoch, tick.Epochs, tick.Step, tick.StepsPerEpoch),
            Epoch = tick.Epoch,
            Epochs = tick.Epochs,
            Loss = tick.Loss,
        });
    }

    /// <summary>The last step of an epoch has what is left.</summary>
    private static int ImagesOf(int step, int stepsPerEpoch, int imageCount, int batchSize) =>
        step < stepsPerEpoch ? batchSize : imageCount - ((stepsPerEpoch - 1) * batchSize);

    private static double Fraction(int epoch, int epochs, int step, int steps) => ((epoch - 1) + ((double)step / steps)) / epochs;
}

/// <summary>Where a slice ended.</summary>
/// <param name="Stage">The stage that the checkpoint is of.</param>
/// <param name="Checkpoint">Empty when finished.</param>
/// <param name="ImageCount">How many images the stage learns from.</param>
/// <param name="Trained">The result when finished, else null.</param>
internal sealed record StageOutcome(TrainingStage Stage, ReadOnlyMemory<byte> Checkpoint, int ImageCount, TrainedClassifier? Trained);
