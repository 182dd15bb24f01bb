using System.Diagnostics;
using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting.Telemetry;

/// <summary>Tells that this process is alive and what it does: when that changes, at most once a second, and every ten seconds in any case.</summary>
internal sealed class WorkerPulse(IBus bus, WorkInHand inHand, ProcessIdentity identity, TimeProvider time, ILogger<WorkerPulse> logger) : BackgroundService
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly DateTimeOffset _startedAt = new(Process.GetCurrentProcess().StartTime);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await ReportAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(LeastPause, time, stoppingToken).ConfigureAwait(false);
                await ChangeAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silence that follows says it.
        }
    }

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(LongestSilence - LeastPause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await inHand.ChangedAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing has changed: it is time for a sign of life.
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestSilence);
        try
        {
            await bus.Publish(
                new WorkerReported
                {
                    Service = identity.Service,
                    Instance = identity.Instance,
                    Host = Environment.MachineName,
                    ProcessId = Environment.ProcessId,
                    StartedAt = _startedAt,
                    ResidentBytes = Environment.WorkingSet,
                    Activities = inHand.Activities(),
                },
                patience.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A report that does not leave must not end the process that it tells of.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "The report of this worker was not published");
        }
    }
}
