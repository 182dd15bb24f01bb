using System.Diagnostics;
using Dcai.Contracts;
using Dcai.Tests;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Dcai.Hosting.Tests;

/// <summary>A supervisor waits for thirty seconds and kills then.</summary>
public sealed class WhenAServiceIsAskedToEnd : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public Task Its_work_hears_of_it_at_once() => AssertCancelledSoonAsync(_data.Configure(), new BusyModule());

    [Fact]
    public async Task Its_work_has_not_failed()
    {
        var faults = new FaultModule();
        var module = new BusyModule();
        await using var app = await DcaiHost.BuildAsync(_data.Configure(), module, faults);
        await app.StartAsync();
        await app.Services.GetRequiredService<IBus>().Publish(Opened);
        await module.Began.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await app.StopAsync();

        Assert.Equal(0, faults.Count);
    }

    [BrokerFact]
    public async Task Its_message_is_given_to_the_next_one()
    {
        var settings = _data.Configure(("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", BrokerFactAttribute.Url!));
        await using var connection = await new ConnectionFactory { Uri = new Uri(BrokerFactAttribute.Url!) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var first = new BusyModule();
        try
        {
            var faults = new FaultModule();
            await using var watcher = await DcaiHost.BuildAsync(settings, faults);
            await watcher.StartAsync();
            await AssertCancelledSoonAsync(settings, first);
            var second = new BusyModule { Queue = first.Queue };
            await using var app = await DcaiHost.BuildAsync(settings, second);
            await app.StartAsync();
            await second.Began.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await app.StopAsync();
            await watcher.StopAsync();

            Assert.Equal(0, faults.Count);
            Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(first.Queue)).MessageCount);
        }
        finally
        {
            await channel.QueueDeleteAsync(first.Queue);
            await channel.ExchangeDeleteAsync(first.Queue);
        }
    }

    private static ReviewOpened Opened => new() { DatasetId = "a", CommandId = "c", ReviewId = "r" };

    private static async Task AssertCancelledSoonAsync(IConfiguration settings, BusyModule module)
    {
        await using var app = await DcaiHost.BuildAsync(settings, module);
        await app.StartAsync();
        var endpoint = await app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{module.Queue}"));
        await endpoint.Send(Opened);
        await module.Began.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var clock = Stopwatch.StartNew();
        await app.StopAsync();

        Assert.True(module.Cancelled.Task.IsCompletedSuccessfully, "The work was not told to end.");
        Assert.True(clock.Elapsed < Soon, $"It took {clock.Elapsed.TotalSeconds:F1} s.");
    }

    private sealed class BusyModule : IServiceModule
    {
        public string Queue { get; init; } = $"busy-{Guid.NewGuid():N}";

        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "busy";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(this);

        public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<BusyConsumer>().Endpoint(endpoint => endpoint.Name = Queue);
    }

    private sealed class BusyConsumer(BusyModule module) : IConsumer<ReviewOpened>
    {
        public async Task Consume(ConsumeContext<ReviewOpened> context)
        {
            module.Began.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }
            finally
            {
                module.Cancelled.TrySetResult();
            }
        }
    }

    /// <summary>Counts the failures that are told of.</summary>
    private sealed class FaultModule : IServiceModule
    {
        private int _count;

        public int Count => _count;

        public string Name => "faults";

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
        }

        public void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddHandler((ConsumeContext<Fault<ReviewOpened>> _) =>
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }).Endpoint(endpoint =>
        {
            endpoint.Name = $"faults-{Guid.NewGuid():N}";
            endpoint.Temporary = true;
        });
    }
}
