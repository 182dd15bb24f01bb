using System.Collections.Concurrent;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Training;

/// <summary>Trains one slice of a command at a time: a killed worker loses a slice at most, and a resumed training is bit-identical.</summary>
public sealed class SlicedTraining(IObjectStore store, WorkResults results, WorkSlices slices, ProgressReporter progress, TimeProvider time)
{
    private readonly StagedTraining _stages = new(store, progress, time);
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>
    /// Publishes the command's stored result, if there is one. Otherwise trains one slice on a thread of its own and either stores the checkpoint
    /// and publishes <see cref="WorkSliced"/>, or completes the work, stores its event and publishes it. Does nothing where this process is
    /// training the command already.
    /// </summary>
    /// <param name="context">The command's message: where to publish, and which slice it wants.</param>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="prepare">Loads what the training needs.</param>
    /// <param name="complete">Stores the trained model and says so in one event.</param>
    /// <param name="cancellationToken">Stops the training at the next step; the slice so far is stored before this throws.</param>
    public async Task RunAsync<TEvent>(
        ConsumeContext context, string datasetId, string commandId, Func<CancellationToken, Task<TrainingWork>> prepare,
        Func<TrainingWork, TrainedClassifier, IReadOnlyList<WorkInterval>, CancellationToken, Task<TEvent>> complete, CancellationToken cancellationToken)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(complete);
        if (!_running.TryAdd(commandId, true))
        {
            return;
        }

        try
        {
            if (await results.FindAsync<TEvent>(datasetId, commandId, cancellationToken).ConfigureAwait(false) is { } known)
            {
                await context.Publish(known, cancellationToken).ConfigureAwait(false);
                return;
            }

            var last = await slices.LatestAsync(datasetId, commandId, cancellationToken).ConfigureAwait(false);
            if (last is not null && context.Headers.Get<int>(SagaDispatch.SliceHeader) is { } wanted && wanted <= last.Number)
            {
                // The timer sent this copy while another was waiting or at work; without this, copies would multiply.
                await context.Publish(new WorkSliced { DatasetId = datasetId, CommandId = commandId, Slice = last.Number }, cancellationToken).ConfigureAwait(false);
                return;
            }

            var work = await prepare(cancellationToken).ConfigureAwait(false);
            if (work.Train.Count == 0 || work.Validation.Count == 0)
            {
                throw new InvalidOperationException(
                    $"{work.Name} has {work.Train.Count} training and {work.Validation.Count} validation images; both need at least one: certify more images and resume.");
            }

            var slice = last is null ? null : TrainingSlice.Read(last.Content);
            var from = time.GetUtcNow();
            var outcome = await _stages.RunAsync(work, slice, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<WorkInterval> intervals = [.. slice?.Header.Intervals ?? [], new WorkInterval { From = from, To = time.GetUtcNow() }];
            if (outcome.Trained is not null)
            {
                var trained = await complete(work, outcome.Trained, intervals, cancellationToken).ConfigureAwait(false);
                await context.Publish(await results.StoreAsync(datasetId, commandId, trained, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                return;
            }

            // Also on the way out: what was trained until the process was asked to stop is kept.
            var number = (last?.Number ?? -1) + 1;
            var reached = new TrainingSlice(new SliceHeader { Stage = outcome.Stage, Intervals = intervals }, outcome.Checkpoint);
            var stored = await slices.TryStoreAsync(datasetId, commandId, number, reached.Write(), CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (stored)
            {
                await context.Publish(new WorkSliced { DatasetId = datasetId, CommandId = commandId, Slice = number }, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _running.TryRemove(commandId, out _);
        }
    }
}
