using Dcai.AuxTrainer;
using Dcai.Balancer;
using Dcai.Evaluator;
using Dcai.GanTrainer;
using Dcai.Hosting;
using Dcai.IngestHasher;
using Dcai.Ledger;
using Dcai.ObjectStorage;
using Dcai.Orchestrator;
using Dcai.Ranker;
using Dcai.ReviewGateway;
using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.AllInOne;

/// <summary>Every service in one process, over a data folder and the in-memory transport. What the transport forgets the store remembers.</summary>
public sealed class AllInOneHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DataDirectoryLock _lock;

    private AllInOneHost(WebApplication app, DataDirectoryLock dataLock, Uri address, string token)
    {
        _app = app;
        _lock = dataLock;
        Address = address;
        Token = token;
    }

    /// <summary>The modules that an embedded process runs; a service started alone runs one of them.</summary>
    public static IServiceModule[] Modules() =>
    [
        new IngestHasherModule(), new LedgerModule(), new AuxTrainerModule(), new RankerModule(), new ReviewGatewayModule(), new BalancerModule(),
        new EvaluatorModule(), new GanTrainerModule(), new OrchestratorModule(),
    ];

    /// <summary>Where the gateway listens.</summary>
    public Uri Address { get; }

    /// <summary>Opens the gateway.</summary>
    public string Token { get; }

    /// <summary>Locks the data folder and starts everything over it; works that a crash interrupted go on by themselves.</summary>
    /// <exception cref="IOException">Another process uses the folder, or it cannot be written; one line says which.</exception>
    /// <exception cref="ObjectStoreException">The store cannot do its work; one line says why.</exception>
    public static async Task<AllInOneHost> StartAsync(AllInOneOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataDirectory);
        var dataLock = DataDirectoryLock.Acquire(options.DataDirectory);
        WebApplication? app = null;
        try
        {
            app = await DcaiHost.BuildAsync(Configuration(options), Modules()).ConfigureAwait(false);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var token = await app.Services.GetRequiredService<GatewayToken>().ReadAsync(cancellationToken).ConfigureAwait(false);
            return new AllInOneHost(app, dataLock, new Uri(address), token);
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            dataLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops everything in order: what is being trained is stored first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    private static IConfiguration Configuration(AllInOneOptions options) => new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Dcai:Store:Kind"] = nameof(StoreKind.FileSystem),
            ["Dcai:Store:Root"] = Path.Combine(options.DataDirectory, "objects"),
            ["Dcai:Bus:Transport"] = nameof(BusTransport.InMemory),
            // Embedded means this machine only, whatever the environment says.
            ["Dcai:Http:Address"] = "127.0.0.1",
            ["Dcai:Http:Port"] = options.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Dcai:Http:Certificate"] = "",
            ["Dcai:Http:Key"] = "",
            ["Dcai:ingest-hasher:IndexFolder"] = Path.Combine(options.DataDirectory, "index"),
            ["Dcai:Log:File"] = Path.Combine(options.DataDirectory, "logs", "dcai-.log"),
        })
        .Build();
}

/// <summary>What an embedded process is told.</summary>
public sealed record AllInOneOptions
{
    /// <summary>Holds everything: objects, logs, the lock. Made if absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port of the gateway on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }
}
