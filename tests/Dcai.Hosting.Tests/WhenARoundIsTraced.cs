using System.Collections.Concurrent;
using System.Diagnostics;
using Dcai.Contracts;
using Dcai.Hosting.Telemetry;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.Tests;

public sealed class WhenARoundIsTraced : IAsyncLifetime, IDisposable
{
    private const string Earlier = "earlier";

    private readonly DataFolder _data = new();
    private readonly string _dataset = $"traced-{Guid.NewGuid():N}";
    private readonly Spans _spans = new();
    private readonly LedgerModule _ledger = new();
    private Collector _collector = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        _app = await DcaiHost.BuildAsync(_data.Configure(("Dcai:Telemetry:OtlpEndpoint", _collector.Url), ("Dcai:Telemetry:MetricsSeconds", "1")), new OrchestratorModule(), _ledger);

        // The timer's knock at the start would disturb a dataset that appears meanwhile: wait until it has knocked at another one.
        await _app.Services.GetRequiredService<IObjectStore>().PutIfAbsentAsync(StoreKeys.Settings(Earlier, 1), "{}"u8.ToArray());
        await _app.StartAsync();
        await Eventually.UntilAsync(() => _ledger.Asked.Contains(Earlier), "the timer's first knock");
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _collector.DisposeAsync();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task It_is_one_trace_from_the_start_through_saga_and_workers_to_the_review()
    {
        await _app.Services.GetRequiredService<IBus>().Publish(Start());

        await UntilConsumedAsync(nameof(ReviewOpened));

        var spans = _spans.Of(_dataset);
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.All(
            new[] { "advance-snapshot", "select-for-review", "open-review" },
            queue => Assert.Contains(spans, span => span.DisplayName.Contains(queue, StringComparison.Ordinal) && span.Kind == ActivityKind.Consumer));

        // Saga, worker, saga: each reply is handled below the span that sent the command.
        var known = spans.ToDictionary(span => span.SpanId);
        var last = spans.Last(span => span.DisplayName == "curation receive");
        var path = new List<string>();
        for (Activity? span = last; span is not null; span = known.GetValueOrDefault(span.ParentSpanId))
        {
            path.Add(span.DisplayName);
        }

        Assert.Equal(4, path.Count(name => name == "curation receive"));
        Assert.Equal(3, path.Count(name => name is "advance-snapshot receive" or "select-for-review receive" or "open-review receive"));
        Assert.Contains(spans, span => Equals(span.GetTagItem(WorkSpans.Round), 0) && span.GetTagItem(WorkSpans.Command) is string { Length: 64 });
    }

    [Fact]
    public async Task What_is_sent_again_links_back_to_its_first_trace()
    {
        var bus = _app.Services.GetRequiredService<IBus>();
        _ledger.Silent = true;
        await bus.Publish(Start());
        await Eventually.UntilAsync(() => _ledger.Asked.Contains(_dataset), "the command");

        await bus.Publish(new TendCuration { DatasetId = _dataset, Restarted = true });
        await Eventually.UntilAsync(() => _ledger.Asked.Count(dataset => dataset == _dataset) == 2, "the command once more");
        await UntilConsumedAsync(nameof(TendCuration));

        var traces = _spans.Of(_dataset).GroupBy(span => span.TraceId).ToList();
        Assert.Equal(2, traces.Count);
        var first = traces.Single(trace => !trace.Any(span => span.Links.Any()));
        var links = traces.Single(trace => trace != first).SelectMany(span => span.Links);
        Assert.All(links, link => Assert.Equal(first.Key, link.Context.TraceId));
    }

    [Fact]
    public async Task Spans_and_metrics_reach_the_collector()
    {
        await _app.Services.GetRequiredService<IBus>().Publish(Start());
        await UntilConsumedAsync(nameof(ReviewOpened));

        await Eventually.UntilAsync(() => Sent("/v1/traces", _dataset) && Sent("/v1/traces", "all-in-one"), "the spans");
        await Eventually.UntilAsync(() => Sent("/v1/metrics", "dcai.step.time"), "the metrics");

        Assert.DoesNotContain(_spans.All, span => span.DisplayName.Contains(nameof(WorkerReported), StringComparison.Ordinal));
    }

    private bool Sent(string path, string words) => _collector.Received.Any(request => request.Path == path && request.Body.Contains(words, StringComparison.Ordinal));

    private StartCuration Start() => new() { DatasetId = _dataset, SettingsVersion = 1, SamplesPerRound = 4, RankingShardSize = 2 };

    /// <summary>The saga's span of the message has ended.</summary>
    private Task UntilConsumedAsync(string message) => Eventually.UntilAsync(
        () => _spans.Of(_dataset).Any(span => span.DisplayName == "curation receive"
            && span.Tags.Any(tag => tag.Value?.Contains($"Dcai.Contracts:{message}", StringComparison.Ordinal) == true)),
        $"the span of {message}");

    /// <summary>Answers the saga as the ledger and the gateway do, without doing anything.</summary>
    private sealed class LedgerModule : IServiceModule
    {
        public bool Silent { get; set; }

        /// <summary>The datasets that it was asked to advance.</summary>
        public ConcurrentQueue<string> Asked { get; } = new();

        public string Name => "ledger";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(this);

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
            bus.AddConsumer<Ledger>().Endpoint(endpoint => endpoint.Name = "advance-snapshot");
            bus.AddConsumer<Selector>().Endpoint(endpoint => endpoint.Name = "select-for-review");
            bus.AddConsumer<Opener>().Endpoint(endpoint => endpoint.Name = "open-review");
        }

        internal sealed class Ledger(LedgerModule module) : IConsumer<AdvanceSnapshot>
        {
            public async Task Consume(ConsumeContext<AdvanceSnapshot> context)
            {
                module.Asked.Enqueue(context.Message.DatasetId);
                if (!module.Silent)
                {
                    var counts = new SnapshotCounts { Samples = 8, Uncertified = 8, Certified = 0, Removed = 0, Conflicts = 0 };
                    await context.Publish(new SnapshotAdvanced
                    {
                        DatasetId = context.Message.DatasetId,
                        CommandId = context.Message.CommandId,
                        Version = 1,
                        ContentDigest = "sha256:0",
                        Counts = counts,
                        GenerationCounts = counts,
                        Batches = [],
                        Reviews = [],
                        MoreToFold = false,
                        Sequence = context.Message.Sequence,
                    });
                }
            }
        }

        internal sealed class Selector : IConsumer<SelectForReview>
        {
            public Task Consume(ConsumeContext<SelectForReview> context) => context.Publish(new ReviewSelected
            {
                DatasetId = context.Message.DatasetId,
                CommandId = context.Message.CommandId,
                ReviewId = context.Message.ReviewId,
                Purpose = context.Message.Purpose,
                Round = context.Message.Round,
                ItemCount = 4,
            });
        }

        internal sealed class Opener : IConsumer<OpenReview>
        {
            public Task Consume(ConsumeContext<OpenReview> context) => context.Publish(new ReviewOpened
            {
                DatasetId = context.Message.DatasetId,
                CommandId = context.Message.CommandId,
                ReviewId = context.Message.ReviewId,
            });
        }
    }
}
