using Dcai.AllInOne;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Embedded;

/// <summary>All services in this process, over a data folder.</summary>
internal sealed class AllInOneServer(AllInOneHost host) : IEmbeddedServer
{
    public GatewayAddress Address { get; } = new(host.Address, host.Token);

    /// <inheritdoc cref="EmbeddedServerStarter"/>
    public static async Task<IEmbeddedServer> StartAsync(string dataDirectory, int? port, CancellationToken cancellationToken) =>
        new AllInOneServer(await AllInOneHost.StartAsync(new AllInOneOptions { DataDirectory = dataDirectory, Port = port ?? 0 }, cancellationToken));

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
