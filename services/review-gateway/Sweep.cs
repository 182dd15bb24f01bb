using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Reviews;
using Dcai.ReviewGateway.Uploads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway;

/// <summary>Events may be lost: at start and every minute, sends again what nobody ingested and tells again of reviews that no snapshot has folded in.</summary>
internal sealed class Sweep(
    DatasetRegistry datasets,
    Inbox inbox,
    ReviewHerald herald,
    IHostApplicationLifetime lifetime,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<Sweep> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SweepSeconds), time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is ObjectStoreException or MassTransit.MassTransitException)
            {
                logger.LogWarning(failure, "Looking for lost uploads and reviews failed; tried again in {SweepSeconds} s", options.Value.SweepSeconds);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var datasetId in datasets.NamesAsync(cancellationToken))
        {
            using var scope = logger.BeginScope("{DatasetId}", datasetId);
            await inbox.SendWaitingAsync(datasetId, cancellationToken);
            await herald.AnnounceUnfoldedAsync(datasetId, cancellationToken);
        }
    }

    /// <summary>What is published before the bus has its queues is lost without an error.</summary>
    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellationToken);
    }
}
