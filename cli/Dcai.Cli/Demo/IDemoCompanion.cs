using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Demo;

/// <summary>Works beside a demo, on the same server.</summary>
internal interface IDemoCompanion
{
    /// <summary>Runs from the start of the curation until it is cancelled at its end; throwing ends the demo.</summary>
    Task AccompanyAsync(IDcaiServer server, GatewayClient client, string datasetId, CancellationToken cancellationToken);

    /// <summary>Looks at what has come of it, before the server is stopped.</summary>
    Task LookBackAsync(IDcaiServer server, GatewayClient client, CurationReport report, CancellationToken cancellationToken);
}
