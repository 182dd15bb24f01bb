using MassTransit;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Every gateway hears everything on a queue of its own that goes when the gateway goes.</summary>
public sealed class WorkProgressedConsumerDefinition : ConsumerDefinition<WorkProgressedConsumer>
{
    public WorkProgressedConsumerDefinition()
    {
        Endpoint(endpoint =>
        {
            endpoint.Name = "gateway-progress";
            endpoint.InstanceId = $"-{Guid.NewGuid():N}";
            endpoint.Temporary = true;
            endpoint.PrefetchCount = 64;
        });
    }
}
