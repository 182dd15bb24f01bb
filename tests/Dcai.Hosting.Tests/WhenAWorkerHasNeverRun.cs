using Dcai.Orchestrator;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Dcai.Hosting.Tests;

/// <summary>What scales a worker from zero looks at the length of a queue that no worker has made yet.</summary>
public sealed class WhenAWorkerHasNeverRun : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [BrokerFact]
    public async Task A_command_waits_for_it_in_its_queue()
    {
        var queue = SagaDispatch.Queue(typeof(WakeSleepingWorker)).AbsolutePath;
        var settings = _data.Configure(("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", BrokerFactAttribute.Url!));
        var command = new WakeSleepingWorker { CommandId = $"{Guid.NewGuid():N}" };
        await using var connection = await new ConnectionFactory { Uri = new Uri(BrokerFactAttribute.Url!) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await using var orchestrator = await DcaiHost.BuildAsync(settings, new OrchestratorModule());
            await orchestrator.StartAsync();
            var dispatch = new SagaDispatch([typeof(WakeSleepingWorker)]);
            await dispatch.SendAsync(
                orchestrator.Services.GetRequiredService<IBus>(), OwedCommand.Of(command, command.CommandId, DateTimeOffset.UtcNow), CancellationToken.None);

            var deadline = DateTime.UtcNow.AddSeconds(30);
            while ((await channel.QueueDeclarePassiveAsync(queue)).MessageCount != 1)
            {
                Assert.True(DateTime.UtcNow < deadline, $"The command is not in {queue}, so nothing would start a worker.");
                await Task.Delay(50);
            }

            var worker = new SleepyModule(queue);
            await using var late = await DcaiHost.BuildAsync(settings, worker);
            await late.StartAsync();
            Assert.Equal(command.CommandId, await worker.Received.Task.WaitAsync(TimeSpan.FromSeconds(30)));
            await late.StopAsync();
            await orchestrator.StopAsync();
        }
        finally
        {
            await channel.QueueDeleteAsync(queue);
            await channel.ExchangeDeleteAsync(queue);
        }
    }

    private sealed class SleepyModule(string queue) : IServiceModule
    {
        public TaskCompletionSource<string> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "sleepy";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(Received);

        public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<SleepyConsumer>().Endpoint(endpoint => endpoint.Name = queue);
    }

    private sealed class SleepyConsumer(TaskCompletionSource<string> received) : IConsumer<WakeSleepingWorker>
    {
        public Task Consume(ConsumeContext<WakeSleepingWorker> context)
        {
            received.TrySetResult(context.Message.CommandId);
            return Task.CompletedTask;
        }
    }
}

/// <summary>A command whose queue no other test uses.</summary>
public sealed record WakeSleepingWorker
{
    public required string CommandId { get; init; }
}
