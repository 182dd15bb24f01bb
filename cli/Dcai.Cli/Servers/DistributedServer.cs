using System.Security.Cryptography;
using Dcai.Cli.Gateway;
using Dcai.ObjectStorage;

namespace Dcai.Cli.Servers;

/// <summary>Each service in a process of its own, over a broker and an S3 server of this machine's own. All of it ends with this process.</summary>
internal sealed class DistributedServer : IDcaiServer
{
    /// <summary>Holds broker and S3 server.</summary>
    public const string Folder = "servers";

    private const int TokenBytes = 24;

    private readonly DataDirectoryLock _lock;

    private DistributedServer(DataDirectoryLock dataLock, LocalServers servers, ServiceFleet fleet, string token)
    {
        (_lock, Servers, Fleet) = (dataLock, servers, fleet);
        Address = new GatewayAddress(new Uri($"http://127.0.0.1:{fleet.GatewayPort}"), token);
    }

    public GatewayAddress Address { get; }

    public LocalServers Servers { get; }

    public ServiceFleet Fleet { get; }

    /// <exception cref="IOException">Another process uses the folder; one line says which.</exception>
    /// <exception cref="CommandFailedException">Something does not come up; one line says what.</exception>
    public static async Task<DistributedServer> StartAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(request.DataDirectory);
        var dataLock = DataDirectoryLock.Acquire(request.DataDirectory);
        LocalServers? servers = null;
        try
        {
            servers = await LocalServers.StartAsync(Path.Join(request.DataDirectory, Folder), cancellationToken);
            var token = Token(request.DataDirectory);
            var settings = servers.Settings.Concat(request.ServiceSettings)
                .Append(new($"DCAI__{ServiceKind.Gateway}__TOKEN", token))
                .ToDictionary(StringComparer.Ordinal);
            var fleet = await ServiceFleet.StartAsync(request.DataDirectory, settings, request.Port, cancellationToken);
            return new DistributedServer(dataLock, servers, fleet, token);
        }
        catch
        {
            if (servers is not null)
            {
                await servers.DisposeAsync();
            }

            dataLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops the services, what is being trained stored first, then the servers.</summary>
    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        await Servers.DisposeAsync();
        _lock.Dispose();
    }

    /// <summary>The same at each start, so that a link stays good.</summary>
    private static string Token(string directory)
    {
        var file = Path.Join(directory, Folder, "token");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(file, options);
            writer.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)));
        }

        return File.ReadAllText(file);
    }
}
