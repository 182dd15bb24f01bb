using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dcai.Cli.Servers;

/// <summary>One process of a service, from its start to its end.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    // A slice of training is stored first.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _error;

    private ServiceProcess(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task Exited => _process.WaitForExitAsync();

    /// <param name="kind">Whose program.</param>
    /// <param name="settings">Environment variables.</param>
    public static ServiceProcess Start(ServiceKind kind, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, kind.Assembly)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new ServiceProcess(process);
    }

    /// <summary>What it said last, once it has ended; empty where it said nothing.</summary>
    public async Task<string> LastWordsAsync() => (await _error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");

    /// <summary>As <c>kill -9</c> does it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets it do nothing until it is thawed.</summary>
    public void Freeze() => _ = SendSignal(_process.Id, Stop);

    public void Thaw() => _ = SendSignal(_process.Id, Continue);

    /// <summary>Asks it to stop, and insists after half a minute.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
            using var patience = new CancellationTokenSource(LongestFarewell);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
