using MassTransit;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Short work: a few at a time; the saga sends again what fails for longer.</summary>
internal sealed class OpenReviewConsumerDefinition : ConsumerDefinition<OpenReviewConsumer>
{
    public OpenReviewConsumerDefinition()
    {
        EndpointName = "open-review";
        ConcurrentMessageLimit = 4;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<OpenReviewConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(4, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200)));
}
