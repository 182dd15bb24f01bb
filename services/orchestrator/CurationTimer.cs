using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Work.Sagas;
using Dcai.Work.Upkeep;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dcai.Orchestrator;

/// <summary>
/// Knocks at every dataset when the orchestrator starts, and later at those that have something overdue, so that a lost message or a lost queue
/// costs time only.
/// </summary>
public sealed class CurationTimer(
    IObjectStore store, SagaLog<CurationState> log, IBus bus, TimeProvider time, IOptions<OrchestratorOptions> options, ILogger<CurationTimer> logger)
    : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.TimerSeconds), time);
        var restarted = true;
        do
        {
            restarted = !await KnockAsync(restarted, stoppingToken).ConfigureAwait(false) && restarted;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <returns>False where the store or the bus failed: the next tick tries again.</returns>
    private async Task<bool> KnockAsync(bool restarted, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var datasetId in store.VisibleDatasetsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (restarted || await IsDueAsync(datasetId, cancellationToken).ConfigureAwait(false))
                {
                    await bus.Publish(new TendCuration { DatasetId = datasetId, Restarted = restarted }, cancellationToken).ConfigureAwait(false);
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is ObjectStoreException or MassTransitException)
        {
            logger.LogWarning(exception, "The timer could not look at the datasets; it tries again in {Seconds} s", options.Value.TimerSeconds);
            return false;
        }
    }

    /// <summary>Whether a knock would move the dataset now; one without a saga is due always.</summary>
    internal static bool IsDue(CurationState? curation, DateTimeOffset now) => curation?.CurrentState switch
    {
        null => true,
        nameof(CurationStateMachine.Collecting) or nameof(CurationStateMachine.Released) =>
            curation.Notes.Count > 0 || now - curation.AdvancedAt >= Rest || curation.GenerationIsDue(now),
        nameof(CurationStateMachine.Paused) or nameof(CurationStateMachine.Suspended) or nameof(CurationStateMachine.Cancelled) => false,
        _ => curation.Outstanding.Exists(owed => owed.DueAt <= now),
    };

    private async Task<bool> IsDueAsync(string datasetId, CancellationToken cancellationToken) =>
        IsDue((await log.LoadAsync(datasetId, cancellationToken).ConfigureAwait(false))?.State, time.GetUtcNow());
}
