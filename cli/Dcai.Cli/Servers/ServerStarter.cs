namespace Dcai.Cli.Servers;

/// <summary>Starts everything and waits until it can be used.</summary>
/// <param name="request">What is wanted.</param>
/// <param name="cancellationToken">Stops the start.</param>
internal delegate Task<IDcaiServer> ServerStarter(ServerRequest request, CancellationToken cancellationToken);
