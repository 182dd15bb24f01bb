using Dcai.Hosting.DeadLetters;
using Dcai.Work.Sagas;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting;

/// <summary>
/// How queues are made: quorum queues, which outlive the loss of a minority of the brokers, with a delivery limit and a dead-letter queue.
/// All of it is declared by everyone who sends to it or reads from it, the same way, so that services start in any order.
/// </summary>
internal static class RabbitMqTopology
{
    /// <summary>Where the broker puts what was delivered too often; also the name of the exchange before it.</summary>
    public const string DeadLetterQueue = "dead-letters";

    public static void Use(IBusRegistrationConfigurator bus, BusOptions options, IServiceModule[] modules)
    {
        bus.AddConfigureEndpointsCallback((_, _, endpoint) =>
        {
            // A queue that goes with its process can be lost with its broker.
            if (endpoint is IRabbitMqReceiveEndpointConfigurator queue && endpoint is not IRabbitMqReceiveEndpointConfiguration { Settings.AutoDelete: true })
            {
                MakeQuorum(queue, options);
                queue.BindDeadLetterQueue(DeadLetterQueue, DeadLetterQueue, letters => letters.SetQuorumQueue());
            }
        });
        bus.UsingRabbitMq((context, transport) =>
        {
            var tls = new TlsBroker(options, context.GetRequiredService<ILoggerFactory>().CreateLogger<TlsBroker>());
            transport.Host(new Uri(options.Url), tls.Configure);
            foreach (var command in modules.SelectMany(module => module.Sends))
            {
                var queue = CommandQueues.Name(command);
                transport.Publish(command, topology => topology.BindQueue(queue, queue, declared => MakeQuorum(declared, options)));
            }

            transport.DeployPublishTopology = true;
            if (modules.Any(module => module.TakesDeadLetters))
            {
                transport.ReceiveEndpoint(DeadLetterQueue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.ConfigureConsumeTopology = false;
                    DeadLetterFilters.Configure(endpoint, context);
                });
            }

            transport.ConfigureEndpoints(context);
        });
    }

    private static void MakeQuorum(IRabbitMqQueueConfigurator queue, BusOptions options)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", options.DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", DeadLetterQueue);
    }
}
