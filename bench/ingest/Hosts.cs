using System.Net.Http.Headers;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Ingest;

/// <summary>A gateway and some ingest-hashers, each a process as it is delivered.</summary>
internal sealed class Hosts : IAsyncDisposable
{
    private const string Token = "a-token-for-this-benchmark";

    private readonly List<ServiceUnderTest> _services = [];

    public HttpClient Http { get; private set; } = null!;

    /// <param name="commandLine">dcai.dll, as built.</param>
    /// <param name="broker">The broker's URL.</param>
    /// <param name="store">Where the store is, as environment variables.</param>
    /// <param name="hashers">How many ingest-hashers.</param>
    /// <param name="cancellationToken">Stops the wait for them.</param>
    public static async Task<Hosts> StartAsync(string commandLine, string broker, IReadOnlyDictionary<string, string> store, int hashers, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(store)
        {
            ["DCAI__BUS__TRANSPORT"] = "RabbitMq",
            ["DCAI__BUS__URL"] = broker,
            ["DCAI__HTTP__ADDRESS"] = "127.0.0.1",
            ["DCAI__LOG__LEVEL"] = "Warning",
            ["DCAI__REVIEW-GATEWAY__TOKEN"] = Token,
        };
        var hosts = new Hosts();
        try
        {
            string[] assemblies = ["Dcai.ReviewGateway.dll", .. Enumerable.Repeat("Dcai.IngestHasher.dll", hashers)];
            foreach (var assembly in assemblies)
            {
                hosts._services.Add(await ServiceUnderTest.StartAsync(assembly, commandLine, settings, cancellationToken));
            }
        }
        catch
        {
            await hosts.StopAsync();
            throw;
        }

        hosts.Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = hosts._services[0].Address, Timeout = TimeSpan.FromMinutes(10) };
        hosts.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return hosts;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
    }

    private async Task StopAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }
    }
}
