using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Orchestrator;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Dcai.Hosting.Tests;

public sealed class WhenTheBrokerIsReal : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [BrokerFact]
    public async Task A_command_reaches_its_worker_and_the_reply_the_saga_over_durable_queues()
    {
        var dataset = $"numerals-{Guid.NewGuid():N}";
        var settings = _data.Configure(("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", BrokerFactAttribute.Url!));
        await using var orchestrator = await DcaiHost.BuildAsync(settings, new OrchestratorModule());
        await using var worker = await DcaiHost.BuildAsync(settings, new WorkerModule());
        await worker.StartAsync();
        await orchestrator.StartAsync();

        await using (var scope = worker.Services.CreateAsyncScope())
        {
            var client = scope.ServiceProvider.GetRequiredService<IRequestClient<StartCuration>>();
            var start = new StartCuration { DatasetId = dataset, SettingsVersion = 1, SamplesPerRound = 4, RankingShardSize = 2 };
            var answer = await client.GetResponse<CurationSteered>(start, timeout: RequestTimeout.After(s: 60));
            Assert.Equal(("Advancing", null), (answer.Message.State, answer.Message.Refusal));
        }

        var log = orchestrator.Services.GetRequiredService<SagaLog<CurationState>>();
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while ((await log.LoadAsync(dataset, default))!.State.CurrentState != "Collecting")
        {
            Assert.True(DateTime.UtcNow < deadline, "The reply did not reach the saga.");
            await Task.Delay(50);
        }

        await AssertDurableAsync("curation");
        await AssertDurableAsync("advance-snapshot");
        await orchestrator.StopAsync();
        await worker.StopAsync();
    }

    /// <summary>Declaring a queue again with other properties is refused by the broker.</summary>
    private static async Task AssertDurableAsync(string queue)
    {
        var factory = new ConnectionFactory { Uri = new Uri(BrokerFactAttribute.Url!) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclarePassiveAsync(queue);
        var declared = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        Assert.Equal(queue, declared.QueueName);
    }

    /// <summary>Finds nothing to fold.</summary>
    private sealed class WorkerModule : IServiceModule
    {
        public string Name => "worker";

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
            bus.AddConsumer<AdvanceSnapshotConsumer, AdvanceSnapshotConsumerDefinition>();
            bus.AddRequestClient<StartCuration>();
        }
    }

    private sealed class AdvanceSnapshotConsumer(WorkResults results) : IConsumer<AdvanceSnapshot>
    {
        public async Task Consume(ConsumeContext<AdvanceSnapshot> context)
        {
            var advance = context.Message;
            var nothing = new SnapshotCounts { Samples = 0, Uncertified = 0, Certified = 0, Removed = 0, Conflicts = 0 };
            var advanced = await results.OnceAsync(
                advance.DatasetId,
                advance.CommandId,
                _ => Task.FromResult(new SnapshotAdvanced
                {
                    DatasetId = advance.DatasetId,
                    CommandId = advance.CommandId,
                    Sequence = advance.Sequence,
                    Version = advance.Parent,
                    ContentDigest = "",
                    Batches = [],
                    Reviews = [],
                    Counts = nothing,
                    GenerationCounts = nothing,
                    MoreToFold = false,
                }),
                context.CancellationToken);
            await context.Publish(advanced, context.CancellationToken);
        }
    }

    private sealed class AdvanceSnapshotConsumerDefinition : ConsumerDefinition<AdvanceSnapshotConsumer>
    {
        public AdvanceSnapshotConsumerDefinition() => EndpointName = "advance-snapshot";
    }
}

/// <summary>Runs where DCAI_TEST_AMQP, or DCAI_TEST_RABBITMQ_URI as infra/local/broker.sh prints it, is the URL of a broker.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = Url is null ? "DCAI_TEST_RABBITMQ_URI is not set: no RabbitMQ to test with (infra/local/broker.sh starts one)." : null;

    public static string? Url { get; } = Read("DCAI_TEST_AMQP") ?? Read("DCAI_TEST_RABBITMQ_URI");

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } url ? url : null;
}
