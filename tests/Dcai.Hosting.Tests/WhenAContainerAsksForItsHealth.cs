using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dcai.Orchestrator;

namespace Dcai.Hosting.Tests;

/// <summary>The script that the images ask, here beside the process.</summary>
public sealed class WhenAContainerAsksForItsHealth : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_is_ready_is_well(bool encrypted)
    {
        using var certificates = new Certificates();
        (string, string)[] tls = encrypted ? [("Dcai:Http:Certificate", certificates.Certificate), ("Dcai:Http:Key", certificates.Key)] : [];
        await using var app = await DcaiHost.BuildAsync(_data.Configure(tls), new OrchestratorModule());
        await app.StartAsync();

        Assert.Equal(0, await AskAsync(new Uri(app.Urls.Single()).Port, encrypted ? certificates.Certificate : ""));
        await app.StopAsync();
    }

    [Fact]
    public async Task A_service_that_does_not_listen_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.NotEqual(0, await AskAsync(free, certificate: ""));
    }

    private static async Task<int> AskAsync(int port, string certificate)
    {
        var start = new ProcessStartInfo(Path.Join(Repository.Root, "infra", "docker", "healthy.sh")) { RedirectStandardError = true };
        start.Environment["DCAI__HTTP__PORT"] = $"{port}";
        start.Environment["DCAI__HTTP__CERTIFICATE"] = certificate;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
