using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Hosting;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.ReviewGateway.Tests;

/// <summary>A real gateway on a loopback port over a temporary store and the in-memory transport, with an orchestrator that only listens.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string DatasetId = "numerals";

    public static readonly string[] Classes = ["i", "ii", "iii"];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly string _directory;
    private readonly bool _ownsDirectory;
    private readonly string? _broker;
    private readonly WebApplication _app;

    private GatewayUnderTest(string directory, bool ownsDirectory, string? broker, WebApplication app, Listener listener, string token)
    {
        (_directory, _ownsDirectory, _broker, _app, Heard, Token) = (directory, ownsDirectory, broker, app, listener, token);
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Url };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Url { get; }

    public string Token { get; }

    /// <summary>Its folder; another gateway may use the same store.</summary>
    public string Root => _directory;

    /// <summary>Carries the token.</summary>
    public HttpClient Http { get; }

    public Listener Heard { get; }

    public IObjectStore Store => _app.Services.GetRequiredService<IObjectStore>();

    public IEnumerable<RouteEndpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    /// <param name="settings">Settings of the gateway, without the section.</param>
    /// <param name="answer">What the orchestrator answers to who steers; null where nobody listens.</param>
    /// <param name="directory">A store that another gateway has left.</param>
    /// <param name="broker">URL of a RabbitMQ; null for the in-memory transport.</param>
    public static async Task<GatewayUnderTest> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Func<string, CurationSteered>? answer = null, string? directory = null, string? broker = null)
    {
        var root = directory ?? Directory.CreateTempSubdirectory("dcai-gateway-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(
            (settings ?? new Dictionary<string, string?>()).Select(one => KeyValuePair.Create($"Dcai:review-gateway:{one.Key}", one.Value)))
        {
            ["Dcai:Store:Root"] = Path.Join(root, "objects"),
            ["Dcai:Bus:Transport"] = broker is null ? nameof(BusTransport.InMemory) : nameof(BusTransport.RabbitMq),
            ["Dcai:Bus:Url"] = broker,
            ["Dcai:Log:File"] = Path.Join(root, "log.txt"),
        }).Build();
        var listener = new Listener(answer);
        var app = await DcaiHost.BuildAsync(configuration, new ReviewGatewayModule(), new ListenerModule(listener));
        await app.StartAsync();
        var token = await app.Services.GetRequiredService<GatewayToken>().ReadAsync(CancellationToken.None);
        return new GatewayUnderTest(root, directory is null, broker, app, listener, token);
    }

    /// <summary>Waits for a condition.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what} did not happen within {Deadline.TotalSeconds} s.");
            }
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Stops this gateway and starts another one over the same store.</summary>
    public async Task<GatewayUnderTest> RestartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        await StopAsync();
        return await StartAsync(settings, directory: _directory);
    }

    /// <summary>Starts another gateway over the same store, while this one goes on.</summary>
    public Task<GatewayUnderTest> BesideAsync(IReadOnlyDictionary<string, string?>? settings = null) => StartAsync(settings, directory: _directory, broker: _broker);

    public async Task<T> GetAsync<T>(string path) => (await Http.GetFromJsonAsync<T>(path))!;

    public async Task<SettingsVersion> CreateDatasetAsync(string datasetId = DatasetId)
    {
        var created = await Http.PostAsJsonAsync(
            "/api/datasets", new CreateDataset { DatasetId = datasetId, Settings = new DatasetSettings { Classes = Classes } });
        return (await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<SettingsVersion>())!;
    }

    /// <summary>Puts a review of the samples a, b, c …, all of them suspicious, into the store and has it opened.</summary>
    public Task<string> OpenReviewAsync(params string[] names) => OpenReviewAsync(names.Select((name, index) => new ReviewItem
    {
        SampleId = SampleId(name),
        End = Contracts.Documents.ReviewEnd.LikelyInvalid,
        Reason = "looks like another class",
        GivenLabels = ["i"],
        SuggestedLabel = "ii",
        Confidence = 0.9,
        Loss = 5 - index,
    }));

    public async Task<string> OpenReviewAsync(IEnumerable<ReviewItem> items)
    {
        var reviewId = "r0001";
        var review = new Review
        {
            ReviewId = reviewId,
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            Snapshot = 1,
            Items = [.. items],
        };
        await Store.PutDocumentIfAbsentAsync(StoreKeys.Review(DatasetId, reviewId), Formats.Review, review);
        var command = CommandIds.Identify(new OpenReview
        {
            DatasetId = DatasetId,
            CommandId = "",
            ReviewId = reviewId,
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            ItemCount = review.Items.Count,
        });
        var endpoint = await Bus.GetSendEndpoint(CommandQueues.Address(typeof(OpenReview)));
        await endpoint.Send(command);
        await UntilAsync(() => Heard.Opened.Any(opened => opened.CommandId == command.CommandId), "the opening of the review");
        return reviewId;
    }

    public static string SampleId(string name) => Digests.Hex(Digests.Sha256(Image(name)));

    /// <summary>Bytes that begin as a PNG does.</summary>
    public static byte[] Image(string name) => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. System.Text.Encoding.UTF8.GetBytes(name)];

    /// <summary>Puts a release of nothing into the store.</summary>
    public Task PutReleaseAsync(int version, int snapshot) => Store.PutDocumentIfAbsentAsync(StoreKeys.Release(DatasetId, version), Formats.Release, new Release
    {
        ReleaseVersion = version,
        Snapshot = snapshot,
        ContentDigest = $"sha256:{snapshot:x64}",
        Train = [],
        Validation = [],
        Test = [],
        Surplus = [],
        HeldOutFromTraining = 0,
        Trainings = [],
    });

    /// <summary>Puts a snapshot of these samples into the store, with their images.</summary>
    public async Task<Snapshot> PutSnapshotAsync(int version, IEnumerable<Sample> samples, params string[] foldedReviews)
    {
        Sample[] sorted = [.. samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
        var snapshot = new Snapshot
        {
            SnapshotVersion = version,
            Parent = version - 1,
            ContentDigest = $"sha256:{version:x64}",
            Counts = new SnapshotCounts
            {
                Samples = sorted.Length,
                Uncertified = sorted.Count(sample => sample.Status == SampleStatus.Uncertified),
                Certified = sorted.Count(sample => sample.Status == SampleStatus.Certified),
                Removed = sorted.Count(sample => sample.Status == SampleStatus.Removed),
                Conflicts = 0,
            },
            Batches = [],
            Reviews = foldedReviews,
            CommandId = new string('0', 64),
            ShardBits = 0,
            Shards = [await Store.PutBlobAsync(JsonLines.Write(sorted), "application/jsonl+gzip")],
            History = await Store.PutDocumentBlobAsync(Formats.History, new FoldHistory
            {
                Batches = [],
                Decisions = foldedReviews.ToDictionary(review => review, _ => (IReadOnlyList<string>)[]),
            }),
        };
        await Store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(DatasetId, version), Formats.Snapshot, snapshot);
        return snapshot;
    }

    public async Task<Sample> PutSampleAsync(string name, string? certified = null)
    {
        await Store.PutBlobAsync(Image(name), "image/png");
        return new Sample
        {
            SampleId = SampleId(name),
            MediaType = "image/png",
            SizeBytes = Image(name).Length,
            Width = 1,
            Height = 1,
            Status = certified is null ? SampleStatus.Uncertified : SampleStatus.Certified,
            Origin = SampleOrigin.Ingested,
            GivenLabels = ["i"],
            CertifiedLabel = certified,
            Conflict = false,
            Provenance = [new Provenance { Source = "folder", Name = $"train/i/{name}.png", Label = "i", Split = "train" }],
            ArrivedIn = 1,
            CertifiedBy = certified is null ? null : "ada",
            Review = certified is null ? null : "r0001",
            Round = certified is null ? null : 1,
            DecisionId = certified is null ? null : "00000000-0000-0000-0000-000000000001",
        };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsDirectory)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>What came over the bus.</summary>
    public sealed class Listener(Func<string, CurationSteered>? answer)
    {
        public ConcurrentQueue<IngestImages> Ingests { get; } = new();

        public ConcurrentQueue<ReviewOpened> Opened { get; } = new();

        public ConcurrentQueue<ReviewCompleted> Completed { get; } = new();

        public ConcurrentQueue<StartCuration> Starts { get; } = new();

        public Func<string, CurationSteered>? Answer { get; } = answer;
    }

    private sealed class ListenerModule(Listener listener) : IServiceModule
    {
        public string Name => "listener";

        public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(listener);

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
            bus.AddConsumer<IngestListener>().Endpoint(endpoint => endpoint.Name = "ingest-images");
            bus.AddConsumer<EventListener>();
            if (listener.Answer is not null)
            {
                bus.AddConsumer<SteeringListener>();
            }
        }
    }

    private sealed class IngestListener(Listener listener) : IConsumer<IngestImages>
    {
        public Task Consume(ConsumeContext<IngestImages> context)
        {
            listener.Ingests.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class EventListener(Listener listener) : IConsumer<ReviewOpened>, IConsumer<ReviewCompleted>
    {
        public Task Consume(ConsumeContext<ReviewOpened> context)
        {
            listener.Opened.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<ReviewCompleted> context)
        {
            listener.Completed.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class SteeringListener(Listener listener) : IConsumer<StartCuration>, IConsumer<PauseCuration>, IConsumer<CancelCuration>
    {
        public Task Consume(ConsumeContext<StartCuration> context)
        {
            listener.Starts.Enqueue(context.Message);
            return context.RespondAsync(listener.Answer!(context.Message.DatasetId));
        }

        public Task Consume(ConsumeContext<PauseCuration> context) => context.RespondAsync(listener.Answer!(context.Message.DatasetId));

        public Task Consume(ConsumeContext<CancelCuration> context) => throw new InvalidOperationException("the saga's disk is gone");
    }
}
