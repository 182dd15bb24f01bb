using MassTransit;

namespace Dcai.Work;

/// <summary>Works that take long enough to be worth a lease, and are done in one go.</summary>
public sealed class LeasedWork(WorkResults results, WorkLeases leases)
{
    /// <summary>
    /// Publishes the command's stored event; if there is none, does the work under a lease, stores its event and publishes it. Does nothing where
    /// another worker is at it.
    /// </summary>
    /// <param name="context">The command's message: where to publish.</param>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="work">Does what the command asks for and says it in one event.</param>
    /// <returns>Whether the event was published.</returns>
    /// <exception cref="PoisonedWorkException">The work ends its workers.</exception>
    public async Task<bool> RunAsync<TEvent>(ConsumeContext context, string datasetId, string commandId, Func<CancellationToken, Task<TEvent>> work)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var done = await results.FindAsync<TEvent>(datasetId, commandId, context.CancellationToken).ConfigureAwait(false)
            ?? await WorkAsync(context, datasetId, commandId, work).ConfigureAwait(false);
        if (done is null)
        {
            return false;
        }

        await context.Publish(done, context.CancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<TEvent?> WorkAsync<TEvent>(ConsumeContext context, string datasetId, string commandId, Func<CancellationToken, Task<TEvent>> work)
        where TEvent : class
    {
        var lease = await leases.TakeAsync(datasetId, commandId, slice: 0, context.CancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            return null;
        }

        await using (lease.ConfigureAwait(false))
        {
            try
            {
                return await results.OnceAsync(datasetId, commandId, work, lease.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (lease.IsLost)
            {
                return null;
            }
        }
    }
}
