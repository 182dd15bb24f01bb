using MassTransit;

namespace Dcai.ReviewGateway;

/// <summary>A consumer whose messages every gateway gets, on a queue of its own that goes when the gateway goes.</summary>
public abstract class EveryGatewayHears<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    /// <param name="queue">How the queues' names begin.</param>
    protected EveryGatewayHears(string queue) => Endpoint(endpoint =>
    {
        endpoint.Name = queue;
        endpoint.InstanceId = $"-{Guid.NewGuid():N}";
        endpoint.Temporary = true;
        endpoint.PrefetchCount = 64;
    });
}
