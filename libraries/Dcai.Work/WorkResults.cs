using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>The rule that makes every command repeatable: its result is stored once, under its id, and holds the very event to publish.</summary>
public sealed class WorkResults(IObjectStore store)
{
    private readonly Dictionary<string, Gate> _running = new(StringComparer.Ordinal);

    /// <summary>The stored event of the command; if there is none, does the work and stores its event unless another worker was first.</summary>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="work">Does what the command asks for and says it in one event. It may be repeated after a crash, and by two workers at once.</param>
    /// <param name="cancellationToken">Passed on to <paramref name="work"/>.</param>
    /// <returns>What is stored now, be it ours or another worker's. A second call in this process waits for the first instead of working beside it.</returns>
    public async Task<TEvent> OnceAsync<TEvent>(
        string datasetId, string commandId, Func<CancellationToken, Task<TEvent>> work, CancellationToken cancellationToken)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(work);
        var gate = Enter(commandId);
        try
        {
            await gate.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(commandId, gate);
            throw;
        }

        try
        {
            return await FindAsync<TEvent>(datasetId, commandId, cancellationToken).ConfigureAwait(false)
                ?? await StoreAsync(datasetId, commandId, await work(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Free.Release();
            Leave(commandId, gate);
        }
    }

    /// <summary>The stored event of the command, or null while there is none.</summary>
    public async Task<TEvent?> FindAsync<TEvent>(string datasetId, string commandId, CancellationToken cancellationToken)
        where TEvent : class
    {
        var result = await store.TryGetDocumentAsync(StoreKeys.WorkResult(datasetId, commandId), ResultFormat<TEvent>.Instance, cancellationToken)
            .ConfigureAwait(false);
        return result?.Event;
    }

    /// <summary>Stores the command's event unless another worker was first.</summary>
    /// <returns>What is stored now.</returns>
    public async Task<TEvent> StoreAsync<TEvent>(string datasetId, string commandId, TEvent result, CancellationToken cancellationToken)
        where TEvent : class
    {
        var put = await store.PutDocumentIfAbsentAsync(
            StoreKeys.WorkResult(datasetId, commandId), ResultFormat<TEvent>.Instance, new WorkResult<TEvent>(result), cancellationToken)
            .ConfigureAwait(false);
        return put.Stored.Event;
    }

    private Gate Enter(string commandId)
    {
        lock (_running)
        {
            var gate = _running.TryGetValue(commandId, out var known) ? known : _running[commandId] = new Gate();
            gate.Users++;
            return gate;
        }
    }

    /// <summary>The last one out takes the gate away; before, a newcomer would open a second one beside those who wait at the first.</summary>
    private void Leave(string commandId, Gate gate)
    {
        lock (_running)
        {
            if (--gate.Users == 0)
            {
                _running.Remove(commandId);
            }
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Free { get; } = new(1);

        public int Users { get; set; }
    }

    private static class ResultFormat<TEvent>
        where TEvent : class
    {
        /// <summary>Named after the event, so that a result of another kind under the same id is refused by name.</summary>
        public static DocumentFormat<WorkResult<TEvent>> Instance { get; } = new($"dcai.result.{typeof(TEvent).Name}", 1);
    }
}

/// <summary>What <c>work/{command-id}/result.json</c> holds.</summary>
/// <param name="Event">The event that answers the command.</param>
public sealed record WorkResult<TEvent>(TEvent Event)
    where TEvent : class;
