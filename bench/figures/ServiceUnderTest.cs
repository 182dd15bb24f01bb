using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dcai.Bench.Figures;

/// <summary>A process of a service as it is delivered, beside the command line.</summary>
public sealed class ServiceUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private ServiceUnderTest(Process process, int port) => (_process, Address) = (process, new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Seconds on any core since its start.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="assembly">Such as Dcai.Orchestrator.dll.</param>
    /// <param name="commandLine">dcai.dll, as built.</param>
    /// <param name="settings">Environment variables: where broker and store are, and what else it is told.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="InvalidOperationException">It does not come up.</exception>
    public static async Task<ServiceUnderTest> StartAsync(string assembly, string commandLine, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Join(Path.GetDirectoryName(commandLine), assembly)]) { RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["DCAI__PARENT"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment["DCAI__HTTP__PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DCAI__WORK__CONCURRENCY"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        var service = new ServiceUnderTest(Process.Start(start)!, port);
        service._process.OutputDataReceived += (_, _) => { };
        service._process.BeginOutputReadLine();
        try
        {
            await service.ReadyAsync(assembly, cancellationToken).ConfigureAwait(false);
            return service;
        }
        catch
        {
            await service.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task ReadyAsync(string assembly, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < LongestStart && !_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health/ready"), cancellationToken).ConfigureAwait(false);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(false);
        }

        throw new InvalidOperationException($"{assembly} did not come up within {LongestStart.TotalSeconds} s; what it says stands above.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
