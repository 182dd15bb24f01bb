using Dcai.Cli.Gateway;

namespace Dcai.Cli.Embedded;

/// <summary>Everything in this process, until it is disposed.</summary>
internal interface IEmbeddedServer : IAsyncDisposable
{
    GatewayAddress Address { get; }
}
