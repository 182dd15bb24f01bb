using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dcai.Cli.Servers;

/// <summary>One process of a service, from its start to its end.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private const int Killed = 9;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    // A slice of training is stored first.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _error;

    private ServiceProcess(Process process) =>
        (_process, Id, _error, Exited) = (process, process.Id, process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());

    public int Id { get; }

    public bool HasExited => Exited.IsCompleted;

    public Task Exited { get; }

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
    public void Kill() => Signal(Killed);

    /// <summary>Lets it do nothing until it is thawed.</summary>
    public void Freeze() => Signal(Stop);

    public void Thaw() => Signal(Continue);

    /// <summary>Asks it to stop, and insists after half a minute.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            Signal(Terminate);
            using var patience = new CancellationTokenSource(LongestFarewell);
            try
            {
                await Exited.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
                await Exited;
            }
        }

        _process.Dispose();
    }

    /// <summary>Whoever has ended gets none: another process may have its number by now.</summary>
    private void Signal(int signal)
    {
        if (!HasExited)
        {
            _ = SendSignal(Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
