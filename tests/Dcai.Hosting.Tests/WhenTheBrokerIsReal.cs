using System.Threading.Channels;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using Dcai.Tests;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Dcai.Hosting.Tests;

public sealed class WhenTheBrokerIsReal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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

        await AssertQuorumAsync("curation");
        await AssertQuorumAsync("advance-snapshot");
        await orchestrator.StopAsync();
        await worker.StopAsync();
    }

    /// <summary>Of the commands that the orchestrator sends, one goes to a queue whose worker has never been started.</summary>
    [BrokerFact]
    public async Task A_command_waits_for_a_worker_that_has_never_been_there()
    {
        var queue = $"late-{Guid.NewGuid():N}";
        await using var sender = await DcaiHost.BuildAsync(Settings(), new SenderModule());
        await sender.StartAsync();
        await SendAsync(sender, new LateCommand { DatasetId = queue, CommandId = "c" });
        await sender.StopAsync();

        var worker = new LateModule();
        await using var late = await DcaiHost.BuildAsync(Settings(), worker);
        await late.StartAsync();

        while ((await worker.Consumed.Reader.ReadAsync().AsTask().WaitAsync(Patience)).DatasetId != queue)
        {
            // What another run left behind.
        }

        await late.StopAsync();
    }

    [BrokerFact]
    public async Task What_fails_becomes_a_notice_and_no_message_in_a_queue_that_nobody_reads()
    {
        var dataset = $"numerals-{Guid.NewGuid():N}";
        await using var worker = await DcaiHost.BuildAsync(Settings(), new FailingModule());
        await worker.StartAsync();
        await SendAsync(worker, new FailingCommand { DatasetId = dataset, CommandId = "c" });

        var letter = await LetterAsync(worker, dataset);

        Assert.Equal(("FailingCommand", "failing-command", "c", "the model has 9 classes"), (letter.Message, letter.Queue, letter.CommandId, letter.Reason));
        Assert.Contains(nameof(FailingConsumer), letter.Detail!, StringComparison.Ordinal);
        Assert.Contains(dataset, letter.Body, StringComparison.Ordinal);
        await using var channel = await OpenChannelAsync();
        await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync("failing-command_error"));
        await worker.StopAsync();
    }

    /// <summary>A worker that dies does not acknowledge: so does one that closes its channel.</summary>
    [BrokerFact]
    public async Task A_message_that_kills_its_workers_is_given_up_and_its_dataset_suspended()
    {
        var dataset = $"numerals-{Guid.NewGuid():N}";
        var settings = Settings();
        var listener = new SenderModule();
        await using var office = await DcaiHost.BuildAsync(settings, new OfficeModule());
        await using var sender = await DcaiHost.BuildAsync(settings, listener);
        await office.StartAsync();
        await sender.StartAsync();
        await SendAsync(sender, new DeadlyCommand { DatasetId = dataset, CommandId = "c" });
        for (var delivery = 0; delivery <= new BusOptions().DeliveryLimit; delivery++)
        {
            await TakeAsync("deadly-command", (channel, _) => channel.AbortAsync());
        }

        var letter = await LetterAsync(office, dataset);
        Assert.Equal(("DeadlyCommand", "deadly-command", "c"), (letter.Message, letter.Queue, letter.CommandId));
        CommandGivenUp givenUp;
        do
        {
            givenUp = await listener.GivenUp.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        }
        while (givenUp.DatasetId != dataset);
        Assert.StartsWith("it was delivered too often", givenUp.Reason, StringComparison.Ordinal);
        await office.StopAsync();
        await sender.StopAsync();
    }

    /// <summary>Who steers while no orchestrator is there is told so; the broker gives up the question when its time is over.</summary>
    [BrokerFact]
    public async Task A_question_that_nobody_answers_in_time_is_no_notice_but_what_is_rejected_is_one()
    {
        var (asked, rejected) = ($"numerals-{Guid.NewGuid():N}", $"numerals-{Guid.NewGuid():N}");
        await using var office = await DcaiHost.BuildAsync(Settings(), new OfficeModule());
        await using var sender = await DcaiHost.BuildAsync(Settings(), new SenderModule());
        await office.StartAsync();
        await sender.StartAsync();
        await using (var scope = sender.Services.CreateAsyncScope())
        {
            var client = scope.ServiceProvider.GetRequiredService<IRequestClient<UnansweredCommand>>();
            var question = client.GetResponse<CurationSteered>(new UnansweredCommand { DatasetId = asked }, timeout: RequestTimeout.After(ms: 100));
            await Assert.ThrowsAsync<RequestTimeoutException>(() => question);
        }

        await SendAsync(sender, new UnansweredCommand { DatasetId = rejected });
        await TakeAsync("unanswered-command", (channel, taken) => channel.BasicRejectAsync(taken.DeliveryTag, requeue: false).AsTask());

        var letter = await LetterAsync(office, rejected);

        // What came before it is dealt with then as well.
        await office.StopAsync();
        Assert.Equal(("UnansweredCommand", "unanswered-command"), (letter.Message, letter.Queue));
        Assert.StartsWith("it was rejected", letter.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(await LettersAsync(office), other => other.DatasetId == asked);
        await sender.StopAsync();
    }

    [BrokerFact]
    public async Task A_message_that_this_build_does_not_know_is_a_notice()
    {
        var dataset = $"numerals-{Guid.NewGuid():N}";
        await using var worker = await DcaiHost.BuildAsync(Settings(), new FailingModule());
        await worker.StartAsync();
        var endpoint = await worker.Services.GetRequiredService<IBus>().GetSendEndpoint(CommandQueues.Address(typeof(FailingCommand)));
        await endpoint.Send(new DeadlyCommand { DatasetId = dataset, CommandId = "c" });

        var letter = await LetterAsync(worker, dataset);

        Assert.Equal(("DeadlyCommand", "failing-command"), (letter.Message, letter.Queue));
        Assert.StartsWith("this build has no consumer for it", letter.Reason, StringComparison.Ordinal);
        await worker.StopAsync();
    }

    private static async Task SendAsync<TCommand>(WebApplication host, TCommand command)
        where TCommand : class
    {
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(CommandQueues.Address(typeof(TCommand)));
        await endpoint.Send(command);
    }

    private static async Task<DeadLetter> LetterAsync(WebApplication host, string dataset)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            if ((await LettersAsync(host)).Find(letter => letter.DatasetId == dataset) is { } found)
            {
                return found;
            }

            Assert.True(DateTime.UtcNow < deadline, "No notice was made.");
            await Task.Delay(50);
        }
    }

    private static async Task<List<DeadLetter>> LettersAsync(WebApplication host)
    {
        var store = host.Services.GetRequiredService<IObjectStore>();
        var letters = new List<DeadLetter>();
        await foreach (var info in store.ListAsync(StoreKeys.DeadLetters))
        {
            letters.Add(await store.GetDocumentAsync(info.Key, Formats.DeadLetter));
        }

        return letters;
    }

    private static async Task<IChannel> OpenChannelAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(BrokerFactAttribute.Url!) };
        var connection = await factory.CreateConnectionAsync();
        return await connection.CreateChannelAsync();
    }

    private static async Task TakeAsync(string queue, Func<IChannel, BasicGetResult, Task> use)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            await using var channel = await OpenChannelAsync();
            var taken = await channel.BasicGetAsync(queue, autoAck: false);
            if (taken is not null || DateTime.UtcNow > deadline)
            {
                Assert.NotNull(taken);
                await use(channel, taken);
                return;
            }
        }
    }

    private IConfiguration Settings() => _data.Configure(("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", BrokerFactAttribute.Url!), ("Dcai:Log:Level", "Fatal"));

    /// <summary>Declaring a queue again with other properties is refused by the broker.</summary>
    private static async Task AssertQuorumAsync(string queue)
    {
        await using var channel = await OpenChannelAsync();
        var declared = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = new BusOptions().DeliveryLimit,
            ["x-dead-letter-exchange"] = "dead-letters",
        });
        Assert.Equal(queue, declared.QueueName);
    }

    /// <summary>Sends what nobody has ever read, and hears what was given up.</summary>
    private sealed class SenderModule : IServiceModule
    {
        public Channel<CommandGivenUp> GivenUp { get; } = Channel.CreateUnbounded<CommandGivenUp>();

        public string Name => "sender";

        public IReadOnlyList<Type> Sends => [typeof(LateCommand), typeof(DeadlyCommand), typeof(UnansweredCommand)];

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(GivenUp);

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
            bus.AddRequestClient<UnansweredCommand>(CommandQueues.Address(typeof(UnansweredCommand)));
            bus.AddConsumer<GivenUpConsumer>().Endpoint(endpoint =>
            {
                endpoint.Name = $"given-up-{Guid.NewGuid():N}";
                endpoint.Temporary = true;
            });
        }
    }

    private sealed class LateModule : IServiceModule
    {
        public Channel<LateCommand> Consumed { get; } = Channel.CreateUnbounded<LateCommand>();

        public string Name => "late";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(Consumed);

        public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<LateConsumer>().Endpoint(endpoint => endpoint.Name = "late-command");
    }

    private sealed class LateConsumer(Channel<LateCommand> consumed) : IConsumer<LateCommand>
    {
        public async Task Consume(ConsumeContext<LateCommand> context) => await consumed.Writer.WriteAsync(context.Message);
    }

    private sealed class FailingModule : IServiceModule
    {
        public string Name => "failing";

        public IReadOnlyList<Type> Sends => [typeof(FailingCommand)];

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }

        public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<FailingConsumer>().Endpoint(endpoint => endpoint.Name = "failing-command");
    }

    private sealed class FailingConsumer : IConsumer<FailingCommand>
    {
        public Task Consume(ConsumeContext<FailingCommand> context) => throw new InvalidOperationException("the model has 9 classes");
    }

    private sealed class OfficeModule : IServiceModule
    {
        public string Name => "office";

        public bool TakesDeadLetters => true;

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
        }
    }

    private sealed class GivenUpConsumer(Channel<CommandGivenUp> givenUp) : IConsumer<CommandGivenUp>
    {
        public async Task Consume(ConsumeContext<CommandGivenUp> context) => await givenUp.Writer.WriteAsync(context.Message);
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

/// <summary>Is sent before its worker has ever been there.</summary>
public sealed record LateCommand
{
    public required string DatasetId { get; init; }

    public required string CommandId { get; init; }
}

/// <summary>Nobody can do it.</summary>
public sealed record FailingCommand
{
    public required string DatasetId { get; init; }

    public required string CommandId { get; init; }
}

/// <summary>Ends who takes it.</summary>
public sealed record DeadlyCommand
{
    public required string DatasetId { get; init; }

    public required string CommandId { get; init; }
}

/// <summary>Asked of nobody.</summary>
public sealed record UnansweredCommand
{
    public required string DatasetId { get; init; }
}
