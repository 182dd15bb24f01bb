using Dcai.Cli.Gateway;

namespace Dcai.Cli.Servers;

/// <summary>Everything that curates, until it is disposed.</summary>
internal interface IDcaiServer : IAsyncDisposable
{
    GatewayAddress Address { get; }
}
