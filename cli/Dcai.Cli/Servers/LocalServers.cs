using System.Diagnostics;
using System.Globalization;

namespace Dcai.Cli.Servers;

/// <summary>A broker and an S3 server of this machine's own, which keep their data in a folder and stop when this process ends, however it ends.</summary>
internal sealed class LocalServers : IAsyncDisposable
{
    private readonly Script _broker;
    private readonly Script _s3;

    private LocalServers(string directory) =>
        (_broker, _s3) = (new Script("broker.sh", Path.Join(directory, "broker")), new Script("rgw.sh", Path.Join(directory, "s3")));

    /// <summary>What services are told of them: environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <exception cref="CommandFailedException">A package is missing, or a server does not come up; one line says what to do.</exception>
    public static async Task<LocalServers> StartAsync(string directory, CancellationToken cancellationToken)
    {
        var servers = new LocalServers(directory);
        var starts = new[] { servers.StartBrokerAsync(cancellationToken), servers.StartS3Async(cancellationToken) };
        try
        {
            var answers = await Task.WhenAll(starts);
            servers.Settings = new Dictionary<string, string>
            {
                ["DCAI__STORE__KIND"] = "S3",
                ["DCAI__STORE__ENDPOINT"] = answers[1]["DCAI_TEST_S3_ENDPOINT"],
                ["DCAI__STORE__ACCESSKEY"] = answers[1]["DCAI_TEST_S3_ACCESS_KEY"],
                ["DCAI__STORE__SECRETKEY"] = answers[1]["DCAI_TEST_S3_SECRET_KEY"],
                ["DCAI__STORE__CAFILE"] = "",
                ["DCAI__BUS__TRANSPORT"] = "RabbitMq",
                ["DCAI__BUS__URL"] = answers[0]["DCAI_TEST_RABBITMQ_URI"],
                ["DCAI__BUS__CAFILE"] = "",
            };
            return servers;
        }
        catch
        {
            await Task.WhenAll(starts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker, or starts it again after <see cref="KillBrokerAsync"/>, on the same port with its data.</summary>
    public Task<IReadOnlyDictionary<string, string>> StartBrokerAsync(CancellationToken cancellationToken) =>
        _broker.RunAsync(["start", "--stop-with", Me], cancellationToken);

    /// <inheritdoc cref="StartBrokerAsync"/>
    public Task<IReadOnlyDictionary<string, string>> StartS3Async(CancellationToken cancellationToken) =>
        _s3.RunAsync(["start", "--store", "bluestore", "--stop-with", Me], cancellationToken);

    /// <summary>As a power failure would.</summary>
    public Task KillBrokerAsync(CancellationToken cancellationToken) => _broker.RunAsync(["kill"], cancellationToken);

    /// <summary>Kills the process that answers S3 requests; its storage stays up.</summary>
    public Task KillS3GatewayAsync(CancellationToken cancellationToken) => _s3.RunAsync(["kill-gateway"], cancellationToken);

    /// <summary>Closes every connection to the broker, as a network does; clients connect anew.</summary>
    public Task CutConnectionsAsync(CancellationToken cancellationToken) => _broker.RunAsync(["ctl", "close_all_connections", "cut"], cancellationToken);

    /// <summary>Messages by queue; queues without any are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> QueuedAsync(CancellationToken cancellationToken) =>
        await _broker.RunAsync(["queued"], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _broker.RunAsync(["stop"], CancellationToken.None);
        await _s3.RunAsync(["stop"], CancellationToken.None);
    }

    private static string Me => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>One of the scripts of infra/local, with the folder of its server.</summary>
    private sealed record Script(string Name, string Directory)
    {
        /// <returns>The KEY=VALUE lines that it printed.</returns>
        public async Task<IReadOnlyDictionary<string, string>> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
        {
            var start = new ProcessStartInfo("/bin/bash", [Path.Join(AppContext.BaseDirectory, "infra", "local", Name), command[0], Directory, .. command.Skip(1)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new CommandFailedException((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault($"{Name} {command[0]} failed"));
            }

            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        }
    }
}
