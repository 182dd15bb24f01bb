using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work;
using MassTransit;

namespace Dcai.Training;

/// <summary>Trains one slice of a command at a time: a killed worker loses a slice at most, and a resumed training is bit-identical.</summary>
public sealed class SlicedTraining(IObjectStore store, SlicedWork slices, ProgressReporter progress, TimeProvider time)
{
    private readonly StagedTraining _stages = new(store, progress, time);

    /// <summary>
    /// Publishes the command's stored result, if there is one. Otherwise trains one slice under a lease, on a thread of its own, and either stores
    /// the checkpoint and publishes <see cref="WorkSliced"/>, or completes the work, stores its event and publishes it. Does nothing where another
    /// worker is training the command already.
    /// </summary>
    /// <param name="context">The command's message: where to publish, and which slice it wants.</param>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="prepare">Loads what the training needs.</param>
    /// <param name="complete">Stores the trained model and says so in one event.</param>
    /// <param name="cancellationToken">Stops the training at the next step; the slice so far is stored before this throws.</param>
    /// <exception cref="PoisonedWorkException">The slice ends its workers.</exception>
    public async Task RunAsync<TEvent>(
        ConsumeContext context, string datasetId, string commandId, Func<CancellationToken, Task<TrainingWork>> prepare,
        Func<TrainingWork, TrainedClassifier, IReadOnlyList<WorkInterval>, CancellationToken, Task<TEvent>> complete, CancellationToken cancellationToken)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(complete);
        await slices.RunAsync(
            context, datasetId, commandId, (last, lease) => TrainAsync(last, prepare, complete, lease), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SliceOutcome<TEvent>> TrainAsync<TEvent>(
        ReadOnlyMemory<byte>? last, Func<CancellationToken, Task<TrainingWork>> prepare,
        Func<TrainingWork, TrainedClassifier, IReadOnlyList<WorkInterval>, CancellationToken, Task<TEvent>> complete, CancellationToken cancellationToken)
        where TEvent : class
    {
        var work = await prepare(cancellationToken).ConfigureAwait(false);
        if (work.Train.Count == 0 || work.Validation.Count == 0)
        {
            throw new InvalidOperationException(
                $"{work.Name} has {work.Train.Count} training and {work.Validation.Count} validation images; both need at least one: certify more images and resume.");
        }

        var slice = last is { } content ? TrainingSlice.Read(content) : null;
        var from = time.GetUtcNow();
        var outcome = await _stages.RunAsync(work, slice, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<WorkInterval> intervals = [.. slice?.Header.Intervals ?? [], new WorkInterval { From = from, To = time.GetUtcNow() }];
        if (outcome.Trained is not null)
        {
            return new SliceOutcome<TEvent>(await complete(work, outcome.Trained, intervals, cancellationToken).ConfigureAwait(false), default);
        }

        var reached = new TrainingSlice(new SliceHeader { Stage = outcome.Stage, Intervals = intervals, ImageCount = outcome.ImageCount }, outcome.Checkpoint);
        return new SliceOutcome<TEvent>(null, reached.Write());
    }
}
