using System.Collections.Concurrent;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dcai.Orchestrator.Tests;

/// <summary>The orchestrator's own module on an in-memory bus, and a receiver for every command that it may send.</summary>
internal sealed class SagaBus : IAsyncDisposable
{
    private static readonly HashSet<string> Queues = [.. OrchestratorModule.Commands.Select(command => Work.Sagas.CommandQueues.Name(command))];

    private readonly ServiceProvider _provider;
    private readonly IBusControl _bus;

    private SagaBus(ServiceProvider provider)
    {
        _provider = provider;
        _bus = provider.GetRequiredService<IBusControl>();
    }

    /// <summary>What was received, in its order.</summary>
    public ConcurrentQueue<object> Received { get; } = [];

    /// <summary>Messages that no retry helped.</summary>
    public ConcurrentQueue<Exception> GivenUp { get; } = [];

    /// <summary>Called before each send of a command; what it throws, the saga sees.</summary>
    public Action<object>? BeforeSend { get; set; }

    public IBus Bus => _bus;

    public static async Task<SagaBus> StartAsync(IObjectStore store, TimeProvider? time = null)
    {
        SagaBus? self = null;
        var services = new ServiceCollection();

        // Not disposed with the provider: the framework remembers the last bus's and asks it for the next bus.
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddLogging();
        services.AddSingleton(_ => store);
        services.AddSingleton(time ?? TimeProvider.System);
        var module = new OrchestratorModule();
        module.AddServices(services, new ConfigurationBuilder().Build());
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            module.AddConsumers(bus);
            bus.AddRequestClient<StartCuration>();
            bus.AddRequestClient<PauseCuration>();
            bus.AddRequestClient<ResumeCuration>();
            bus.AddRequestClient<CancelCuration>();
            bus.UsingInMemory((context, transport) =>
            {
                transport.ConfigureSend(send => send.UseExecute(sending =>
                {
                    if (Queues.Contains(sending.DestinationAddress?.AbsolutePath.Trim('/') ?? ""))
                    {
                        self?.BeforeSend?.Invoke(sending);
                    }
                }));
                Receive<AdvanceSnapshot>(transport);
                Receive<SelectForReview>(transport);
                Receive<OpenReview>(transport);
                Receive<ComposeTrainingSet>(transport);
                Receive<TrainAuxiliaryModel>(transport);
                Receive<RankShard>(transport);
                transport.ReceiveEndpoint("given-up", endpoint => endpoint.Handler<Fault>(given =>
                {
                    self!.GivenUp.Enqueue(new InvalidOperationException(given.Message.Exceptions[0].Message));
                    return Task.CompletedTask;
                }));
                transport.ConfigureEndpoints(context);
            });
        });
        self = new SagaBus(services.BuildServiceProvider());
        await self._bus.StartAsync();
        return self;

        void Receive<TCommand>(IInMemoryBusFactoryConfigurator transport)
            where TCommand : class =>
            transport.ReceiveEndpoint(Work.Sagas.CommandQueues.Name(typeof(TCommand)), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Handler<TCommand>(received =>
                {
                    self!.Received.Enqueue(received.Message);
                    return Task.CompletedTask;
                });
            });
    }

    /// <summary>Starts the orchestrator's timer, as a host does once the bus is up.</summary>
    public Task StartTimerAsync() => _provider.GetServices<IHostedService>().OfType<CurationTimer>().Single().StartAsync(default);

    /// <summary>Publishes a message; a redelivery has the id of the first.</summary>
    public Task PublishAsync<T>(T message, Guid messageId)
        where T : class => _bus.Publish(message, context => context.MessageId = messageId);

    public async Task<CurationSteered> AskAsync<TRequest>(TRequest request)
        where TRequest : class
    {
        await using var scope = _provider.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<TRequest>>();
        return (await client.GetResponse<CurationSteered>(request, timeout: RequestTimeout.After(s: 30))).Message;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _provider.GetServices<IHostedService>().OfType<CurationTimer>())
        {
            await timer.StopAsync(default);
        }

        await _bus.StopAsync();
        await _provider.DisposeAsync();
    }

    public static async Task WaitForAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Waited in vain for {what}.");
            await Task.Delay(10);
        }
    }
}
