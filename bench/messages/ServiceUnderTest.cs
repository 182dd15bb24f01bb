using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dcai.Bench.Messages;

/// <summary>A process of a service as it is delivered, beside the command line.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private ServiceUnderTest(Process process) => _process = process;

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
    /// <param name="surroundings">Where broker and store are.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="InvalidOperationException">It does not come up.</exception>
    public static async Task<ServiceUnderTest> StartAsync(string assembly, string commandLine, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Join(Path.GetDirectoryName(commandLine), assembly)]) { RedirectStandardOutput = true };
        foreach (var (name, value) in surroundings.Settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["DCAI__PARENT"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment["DCAI__HTTP__PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DCAI__WORK__CONCURRENCY"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        var service = new ServiceUnderTest(Process.Start(start)!);
        service._process.OutputDataReceived += (_, _) => { };
        service._process.BeginOutputReadLine();
        try
        {
            await service.ReadyAsync(assembly, port, cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadyAsync(string assembly, int port, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < LongestStart && !_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(BetweenLooks, cancellationToken);
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
