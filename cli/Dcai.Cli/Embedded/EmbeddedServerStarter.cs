namespace Dcai.Cli.Embedded;

/// <summary>Starts everything in this process.</summary>
/// <param name="dataDirectory">Where everything is kept.</param>
/// <param name="port">Where to listen, on the loopback address; null or 0 takes a free one.</param>
/// <param name="cancellationToken">Stops the start.</param>
internal delegate Task<IEmbeddedServer> EmbeddedServerStarter(string dataDirectory, int? port, CancellationToken cancellationToken);
