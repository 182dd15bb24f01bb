using Dcai.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Bench.Messages;

/// <summary>A service of one consumer, hosted as every service is: the same topology, filters and settings.</summary>
/// <param name="queue">What it reads.</param>
/// <param name="sends">The commands that it sends.</param>
/// <param name="handle">What it does with a message.</param>
internal sealed class Listener<TMessage>(string queue, IReadOnlyList<Type> sends, Func<ConsumeContext<TMessage>, Task> handle) : IServiceModule
    where TMessage : class
{
    /// <summary>Messages delivered and not acknowledged yet.</summary>
    public const int Prefetch = 64;

    private const int AtOnce = 16;

    public string Name => "bench";

    public IReadOnlyList<Type> Sends => sends;

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(handle);

    public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<Consumer>()
        .Endpoint(endpoint => (endpoint.Name, endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (queue, Prefetch, AtOnce));

    /// <summary>Starts it in this process.</summary>
    public async Task<WebApplication> StartAsync(Surroundings surroundings, CancellationToken cancellationToken)
    {
        var settings = surroundings.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value));
        var host = await DcaiHost.BuildAsync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), this);
        await host.StartAsync(cancellationToken);
        return host;
    }

    /// <summary>Found by the bus.</summary>
    internal sealed class Consumer(Func<ConsumeContext<TMessage>, Task> handle) : IConsumer<TMessage>
    {
        public Task Consume(ConsumeContext<TMessage> context) => handle(context);
    }
}
