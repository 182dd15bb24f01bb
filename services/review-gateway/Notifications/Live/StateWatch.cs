using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Datasets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Tells pages that a dataset's saga has gone on, or that a dataset is new or gone. Nothing is published of that, so it is looked at while anybody listens.</summary>
internal sealed class StateWatch(
    DatasetRegistry datasets, ICurationStatus curations, Audience audience, IHubContext<LiveHub> hub, Postman postman, TimeProvider time, ILogger<StateWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (string State, int Round, int Generation)> _known = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (audience.IsThere)
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (ObjectStoreException failure)
                {
                    logger.LogWarning(failure, "Looking at the states of the datasets failed; tried again in {PauseSeconds} s", Pause.TotalSeconds);
                }
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // A page that has just come has just read everything.
        var isFirst = _known.Count == 0;
        var gone = new HashSet<string>(_known.Keys, StringComparer.Ordinal);
        await foreach (var datasetId in datasets.NamesAsync(cancellationToken))
        {
            gone.Remove(datasetId);
            var standing = await curations.FindAsync(datasetId, cancellationToken);
            var now = (standing?.State ?? "", standing?.Round ?? 0, standing?.Generation ?? 0);
            if (_known.TryGetValue(datasetId, out var before) && before == now)
            {
                continue;
            }

            _known[datasetId] = now;
            if (standing?.State == OccasionReader.Suspended)
            {
                postman.Look(datasetId);
            }

            if (!isFirst)
            {
                await TellAsync(datasetId, standing?.State, cancellationToken);
            }
        }

        foreach (var datasetId in gone)
        {
            _known.Remove(datasetId);
            await TellAsync(datasetId, state: null, cancellationToken);
        }
    }

    private Task TellAsync(string datasetId, string? state, CancellationToken cancellationToken) => hub.Clients.Groups(LiveHub.Listeners(datasetId)).SendAsync(
        LiveHub.Method, new LiveNews { Event = LiveConsumer.DatasetChanged, DatasetId = datasetId, State = state }, cancellationToken);
}
