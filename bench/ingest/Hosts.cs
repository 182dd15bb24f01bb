using System.Globalization;
using System.Net.Http.Headers;
using Dcai.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Bench.Ingest;

/// <summary>Services in this process, as each would run by itself.</summary>
internal sealed class Hosts : IAsyncDisposable
{
    private const string Token = "a-token-for-this-benchmark";

    private readonly List<WebApplication> _apps = [];

    public HttpClient Http { get; private set; } = null!;

    /// <param name="settings">Store and bus.</param>
    /// <param name="processes">The modules of each; the first has the gateway.</param>
    public static async Task<Hosts> StartAsync(IReadOnlyDictionary<string, string?> settings, params IServiceModule[][] processes)
    {
        var hosts = new Hosts();
        foreach (var modules in processes)
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(settings)
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Dcai:Http:Port"] = 0.ToString(CultureInfo.InvariantCulture),
                    ["Dcai:Log:Level"] = "Warning",
                    ["Dcai:review-gateway:Token"] = Token,
                })
                .Build();
            var app = await DcaiHost.BuildAsync(configuration, modules);
            hosts._apps.Add(app);
            await app.StartAsync();
        }

        var address = hosts._apps[0].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        hosts.Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
        hosts.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return hosts;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
