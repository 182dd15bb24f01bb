using Dcai.AllInOne;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Servers;

/// <summary>All services in this process, over a data folder.</summary>
internal sealed class AllInOneServer(AllInOneHost host) : IDcaiServer
{
    public GatewayAddress Address { get; } = new(host.Address, host.Token);

    public static async Task<IDcaiServer> StartAsync(ServerRequest request, CancellationToken cancellationToken) =>
        new AllInOneServer(await AllInOneHost.StartAsync(
            new AllInOneOptions { DataDirectory = request.DataDirectory, Port = request.Port ?? 0 }, cancellationToken));

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
