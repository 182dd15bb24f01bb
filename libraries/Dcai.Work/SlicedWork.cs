using Dcai.Contracts;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Work;

/// <summary>Long works that are done a slice at a time: a killed worker loses a slice at most.</summary>
public sealed class SlicedWork(WorkResults results, WorkSlices slices, WorkLeases leases)
{
    /// <summary>
    /// Publishes the command's stored result, if there is one. Otherwise works for one slice under a lease, and either stores the checkpoint and
    /// publishes <see cref="WorkSliced"/>, or stores the event that ends the work and publishes it. Does nothing where another worker is at the
    /// command already.
    /// </summary>
    /// <param name="context">The command's message: where to publish, and which slice it wants.</param>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="work">Works for one slice, from the newest checkpoint or, where there is none, from the beginning. Its token asks it to stop: what it has reached by then is stored before this throws.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PoisonedWorkException">The slice ends its workers.</exception>
    public async Task RunAsync<TEvent>(
        ConsumeContext context, string datasetId, string commandId, Func<ReadOnlyMemory<byte>?, CancellationToken, Task<SliceOutcome<TEvent>>> work,
        CancellationToken cancellationToken)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(work);
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
                answer = standing.Answer ?? await WorkAsync(datasetId, commandId, standing, lease, work, cancellationToken).ConfigureAwait(false);
            }
        }

        if (answer is not null)
        {
            await context.Publish(answer, answer.GetType(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The event to publish, or null where another worker was faster.</returns>
    private async Task<object?> WorkAsync<TEvent>(
        string datasetId, string commandId, Standing standing, WorkLease lease, Func<ReadOnlyMemory<byte>?, CancellationToken, Task<SliceOutcome<TEvent>>> work,
        CancellationToken cancellationToken)
        where TEvent : class
    {
        try
        {
            var outcome = await work(standing.Last?.Content, lease.Token).ConfigureAwait(false);
            if (outcome.Event is not null)
            {
                return await results.StoreAsync(datasetId, commandId, outcome.Event, lease.Token).ConfigureAwait(false);
            }

            // Also on the way out: what was reached until the process was asked to stop is kept.
            var stored = await slices.TryStoreAsync(datasetId, commandId, standing.NextSlice, outcome.Checkpoint, CancellationToken.None).ConfigureAwait(false);
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
    /// <param name="NextSlice">Number of the slice that is to be worked on.</param>
    private sealed record Standing(object? Answer, StoredSlice? Last, int NextSlice);
}

/// <summary>Where a slice ended.</summary>
/// <param name="Event">What ends the work; null while it goes on.</param>
/// <param name="Checkpoint">What the next slice begins with; empty where the work has ended.</param>
public sealed record SliceOutcome<TEvent>(TEvent? Event, ReadOnlyMemory<byte> Checkpoint)
    where TEvent : class;
