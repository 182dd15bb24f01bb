using MassTransit;

namespace Dcai.ReviewGateway.Workers;

/// <summary>Every gateway hears everything on a queue of its own that goes when the gateway goes.</summary>
public sealed class WorkerReportedConsumerDefinition : ConsumerDefinition<WorkerReportedConsumer>
{
    public WorkerReportedConsumerDefinition()
    {
        Endpoint(endpoint =>
        {
            endpoint.Name = "gateway-workers";
            endpoint.InstanceId = $"-{Guid.NewGuid():N}";
            endpoint.Temporary = true;
            endpoint.PrefetchCount = 64;
        });
    }
}
