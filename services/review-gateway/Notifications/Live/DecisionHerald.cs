using System.Threading.Channels;
using Dcai.Contracts;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Tells every gateway of stored decisions, beside the answer to who decided: a broker that is away holds up no decision.</summary>
internal sealed class DecisionHerald(IBus bus, ILogger<DecisionHerald> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Channel<DecisionsStored> _stored = Channel.CreateBounded<DecisionsStored>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(DecisionsStored stored) => _stored.Writer.TryWrite(stored);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var stored in _stored.Reader.ReadAllAsync(stoppingToken))
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limited.CancelAfter(Longest);
            try
            {
                await bus.Publish(stored, limited.Token);
            }
            catch (Exception failure) when (failure is MassTransitException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(failure, "Other pages were not told of decisions on review {ReviewId} of {DatasetId}; they see them when they ask", stored.ReviewId, stored.DatasetId);
            }
        }
    }
}
