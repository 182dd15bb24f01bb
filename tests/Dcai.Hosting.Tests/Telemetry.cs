using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Dcai.Contracts;
using Dcai.Hosting.Telemetry;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting.Tests;

/// <summary>Stands in for a ranker: does what the test says, and tells of it.</summary>
internal sealed class RankingModule(Func<ConsumeContext<RankShard>, Task> rank) : IServiceModule
{
    /// <summary>The collection of tests that rank: meters count what the whole process does, and so one of them ranks at a time.</summary>
    public const string OneAtATime = "ranking";

    public ConcurrentQueue<WorkerReported> Reports { get; } = new();

    public string Name => "ranker";

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(rank);

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<Ranker, RankerDefinition>();
        bus.AddHandler<WorkerReported>(report =>
        {
            Reports.Enqueue(report);
            return Task.CompletedTask;
        });
    }

    public static RankShard Shard(string datasetId, string commandId = "c1") => new()
    {
        DatasetId = datasetId,
        CommandId = commandId,
        Round = 3,
        Snapshot = 7,
        SettingsVersion = 1,
        Shard = 0,
        ShardCount = 1,
        Model = new Descriptor { MediaType = "application/safetensors", Digest = "sha256:0", SizeBytes = 1 },
    };

    internal sealed class Ranker(Func<ConsumeContext<RankShard>, Task> rank, ILogger<Ranker> logger) : IConsumer<RankShard>
    {
        public async Task Consume(ConsumeContext<RankShard> context)
        {
            logger.LogInformation("Ranking shard {Shard}", context.Message.Shard);
            await rank(context);
        }
    }

    internal sealed class RankerDefinition : ConsumerDefinition<Ranker>
    {
        public RankerDefinition() => EndpointName = "rank-shard";

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Ranker> consumerConfigurator, IRegistrationContext context) =>
            endpointConfigurator.UseMessageRetry(retry => retry.Immediate(2));
    }
}

/// <summary>Takes what is exported by OTLP over HTTP.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    /// <summary>Path and body of each request.</summary>
    public ConcurrentQueue<(string Path, string Body)> Received { get; } = new();

    public string Url => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector.Received.Enqueue((context.Request.Path, System.Text.Encoding.Latin1.GetString(body.ToArray())));
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Notes the spans that a host begins, without asking for any itself.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryHost.BusSource or TelemetryHost.RequestSource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.Recorded)
                {
                    All.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ConcurrentQueue<Activity> All { get; } = new();

    public IReadOnlyList<Activity> Of(string datasetId) => [.. All.Where(span => Equals(span.GetTagItem(WorkSpans.Dataset), datasetId))];

    public void Dispose() => _listener.Dispose();
}

internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task<T> SeeAsync<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            Assert.False(deadline.IsCancellationRequested, $"waited {Deadline.TotalSeconds} s for {what}");
            await Task.Delay(20);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => SeeAsync(() => Task.FromResult(condition() ? what : null), what);
}
