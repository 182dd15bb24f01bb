using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Training;

/// <summary>Trains one slice of a command at a time: a killed worker loses a slice at most, and a resumed training is bit-identical.</summary>
public sealed class SlicedTraining(
    IObjectStore store, WorkResults results, WorkSlices slices, WorkLeases leases, ProgressReporter progress, TimeProvider time)
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
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(complete);
        var wanted = context.Headers.Get<int>(SagaDispatch.SliceHeader);
        var standing = await StandingAsync<TEvent>(datasetId, commandId, wanted, cancellationToken).ConfigureAwait(false);
        var answer = standing.Answer;
        if (answer is null)
        {
            var lease = await leases.TakeAsync(datasetId, commandId, standing.NextSlice, cancellationToken).ConfigureAwait(false);
            if (lease is null)
            {
                return;
            }

            // Handed back before anything is told: the next slice may be on its way to another worker at once.
            await using (lease.ConfigureAwait(false))
            {
                // Whoever had the lease until now may have moved the work on.
                standing = await StandingAsync<TEvent>(datasetId, commandId, wanted, cancellationToken).ConfigureAwait(false);
                answer = standing.Answer ?? await TrainAsync(datasetId, commandId, standing, lease, prepare, complete, cancellationToken).ConfigureAwait(false);
            }
        }

        if (answer is not null)
        {
            await context.Publish(answer, answer.GetType(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The event to publish, or null where another worker was faster.</returns>
    private async Task<object?> TrainAsync<TEvent>(
        string datasetId, string commandId, Standing standing, WorkLease lease, Func<CancellationToken, Task<TrainingWork>> prepare,
        Func<TrainingWork, TrainedClassifier, IReadOnlyList<WorkInterval>, CancellationToken, Task<TEvent>> complete, CancellationToken cancellationToken)
        where TEvent : class
    {
        try
        {
            var work = await prepare(lease.Token).ConfigureAwait(false);
            if (work.Train.Count == 0 || work.Validation.Count == 0)
            {
                throw new InvalidOperationException(
                    $"{work.Name} has {work.Train.Count} training and {work.Validation.Count} validation images; both need at least one: certify more images and resume.");
            }

            var slice = standing.Last is { } last ? TrainingSlice.Read(last.Content) : null;
            var from = time.GetUtcNow();
            var outcome = await _stages.RunAsync(work, slice, lease.Token).ConfigureAwait(false);
            IReadOnlyList<WorkInterval> intervals = [.. slice?.Header.Intervals ?? [], new WorkInterval { From = from, To = time.GetUtcNow() }];
            if (outcome.Trained is not null)
            {
                var trained = await complete(work, outcome.Trained, intervals, lease.Token).ConfigureAwait(false);
                return await results.StoreAsync(datasetId, commandId, trained, lease.Token).ConfigureAwait(false);
            }

            // Also on the way out: what was trained until the process was asked to stop is kept.
            var reached = new TrainingSlice(new SliceHeader { Stage = outcome.Stage, Intervals = intervals, ImageCount = outcome.ImageCount }, outcome.Checkpoint);
            var stored = await slices.TryStoreAsync(datasetId, commandId, standing.NextSlice, reached.Write(), CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return stored ? new WorkSliced { DatasetId = datasetId, CommandId = commandId, Slice = standing.NextSlice } : null;
        }
        catch (OperationCanceledException) when (lease.IsLost && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Standing> StandingAsync<TEvent>(string datasetId, string commandId, int? wanted, CancellationToken cancellationToken)
        where TEvent : class
    {
        if (await results.FindAsync<TEvent>(datasetId, commandId, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return new Standing(known, Last: null, NextSlice: 0);
        }

        // A copy that the timer sent while another was waiting or at work is answered with what is there; without this, copies would multiply.
        var last = await slices.LatestAsync(datasetId, commandId, cancellationToken).ConfigureAwait(false);
        return last is not null && wanted is { } slice && slice <= last.Number
            ? new Standing(new WorkSliced { DatasetId = datasetId, CommandId = commandId, Slice = last.Number }, last, NextSlice: 0)

            // Where checkpoints were lost, in a restored dataset for one, it begins anew under the number that the saga waits for.
            : new Standing(Answer: null, last, NextSlice: Math.Max((last?.Number ?? -1) + 1, wanted ?? 0));
    }

    /// <summary>How far a work has come.</summary>
    /// <param name="Answer">The event that answers the command without any work; null where there is work to do.</param>
    /// <param name="Last">The newest slice.</param>
    /// <param name="NextSlice">Number of the slice that is to be trained.</param>
    private sealed record Standing(object? Answer, StoredSlice? Last, int NextSlice);
}
