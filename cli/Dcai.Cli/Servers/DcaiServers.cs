namespace Dcai.Cli.Servers;

/// <summary>The ways to run everything.</summary>
internal static class DcaiServers
{
    /// <summary>Holds the objects of an embedded dcai.</summary>
    private const string Embedded = "objects";

    /// <inheritdoc cref="ServerStarter"/>
    /// <exception cref="CommandFailedException">The folder was made in the other way, or something does not come up; one line says what.</exception>
    public static async Task<IDcaiServer> StartAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        if (request.Distributed)
        {
            return Holds(request, Embedded)
                ? throw new CommandFailedException($"{request.DataDirectory} was made without --distributed: choose another folder, or leave it out")
                : await DistributedServer.StartAsync(request, cancellationToken);
        }

        return Holds(request, DistributedServer.Folder)
            ? throw new CommandFailedException($"{request.DataDirectory} was made with --distributed: choose another folder, or add it")
            : await AllInOneServer.StartAsync(request, cancellationToken);
    }

    private static bool Holds(ServerRequest request, string folder) => Directory.Exists(Path.Join(request.DataDirectory, folder));
}
