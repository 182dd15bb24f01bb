using System.Diagnostics;
using System.Globalization;

namespace Dcai.Bench.Messages;

/// <summary>A server of this machine's own by one of the scripts of infra/local, wiped when it is disposed and when this process ends.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly string _script;
    private readonly string _directory;

    private LocalServer(string script, string directory, IReadOnlyDictionary<string, string> answers) =>
        (_script, _directory, Answers) = (script, directory, answers);

    /// <summary>What the script says of the server it has started.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; }

    /// <exception cref="InvalidOperationException">It does not come up; one line says why.</exception>
    public static async Task<LocalServer> StartAsync(string script, string directory) => new(
        script,
        directory,
        (await RunAsync(script, "start", directory, "--parent", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    public async ValueTask DisposeAsync() => await RunAsync(_script, "wipe", _directory);

    private static async Task<string> RunAsync(string script, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", [Path.Join(AppContext.BaseDirectory, "infra", "local", script), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault($"{script} {command[0]} failed"));
    }
}
