using Dcai.Hosting;
using Dcai.ObjectStorage;
using Dcai.Work;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Testing;

/// <summary>One service's module on MassTransit's test bus, over a store of the test's. Linked into the test project of every service.</summary>
internal sealed class Harness : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private readonly ITestHarness bus;

    private Harness(ServiceProvider provider, ITestHarness bus) => (this.provider, this.bus) = (provider, bus);

    /// <param name="store">Shared with other harnesses where several processes are played.</param>
    /// <param name="register">Registers the consumers otherwise than the module does.</param>
    /// <param name="time">The system's by default.</param>
    public static async Task<Harness> StartAsync<TModule>(
        IObjectStore store, Action<IBusRegistrationConfigurator>? register = null, TimeProvider? time = null)
        where TModule : IServiceModule, new()
    {
        var module = new TModule();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(store);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddWork(LeaseTerms.Default, WorkConcurrency.Processors);
        module.AddServices(services, new ConfigurationBuilder().Build());
        services.AddMassTransitTestHarness(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();

            // Only what never comes is waited for so long; a training may take a minute where others use the machine too.
            bus.SetTestTimeouts(testTimeout: TimeSpan.FromMinutes(5), testInactivityTimeout: TimeSpan.FromMinutes(3));
            (register ?? module.AddConsumers)(bus);
        });
        var provider = services.BuildServiceProvider(validateScopes: true);
        var harness = provider.GetRequiredService<ITestHarness>();
        await harness.Start();
        return new Harness(provider, harness);
    }

    /// <summary>Sends the command to its queue and waits for the event that answers it; fails with the fault's message where there is one.</summary>
    public async Task<TEvent> AskAsync<TCommand, TEvent>(TCommand command, string queue)
        where TCommand : class
        where TEvent : class
    {
        var identified = CommandIds.Identify(command);
        await SendAsync(identified, queue);
        var (answer, fault) = await FirstAsync<TEvent, Fault<TCommand>>(IdOf(identified));
        return answer ?? throw new InvalidOperationException(fault!.Exceptions[0].Message);
    }

    /// <summary>Sends the command to its queue and waits for its fault.</summary>
    /// <returns>The fault's message.</returns>
    public async Task<string> AskInVainAsync<TCommand, TEvent>(TCommand command, string queue)
        where TCommand : class
        where TEvent : class
    {
        var identified = CommandIds.Identify(command);
        await SendAsync(identified, queue);
        var (answer, fault) = await FirstAsync<TEvent, Fault<TCommand>>(IdOf(identified));
        Assert.Null(answer);
        return fault!.Exceptions[0].Message;
    }

    /// <summary>Waits until a message of this kind has gone through its consumer, well or not.</summary>
    public Task<bool> ConsumedAsync<TCommand>()
        where TCommand : class => bus.Consumed.Any<TCommand>();

    private async Task SendAsync<TCommand>(TCommand command, string queue)
        where TCommand : class
    {
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(command);
    }

    public async ValueTask DisposeAsync()
    {
        await bus.Stop();
        await provider.DisposeAsync();
    }

    private async Task<(TEvent? Answer, TFault? Fault)> FirstAsync<TEvent, TFault>(string commandId)
        where TEvent : class
        where TFault : class
    {
        await foreach (var message in bus.Published.SelectAsync(published => published.MessageObject switch
        {
            TEvent answer => IdOf(answer) == commandId,
            TFault => true,
            _ => false,
        }))
        {
            return (message.MessageObject as TEvent, message.MessageObject as TFault);
        }

        throw new TimeoutException($"Neither {typeof(TEvent).Name} nor {typeof(TFault).Name} came.");
    }

    private static string IdOf<T>(T message) => (string)typeof(T).GetProperty("CommandId")!.GetValue(message)!;
}
