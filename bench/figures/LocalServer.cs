using System.Diagnostics;
using System.Globalization;

namespace Dcai.Bench.Figures;

/// <summary>A server of this machine's own by one of the scripts of infra/local, wiped when it is disposed and when this process ends.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly string _script;
    private readonly string _directory;

    private LocalServer(string script, string directory, IReadOnlyDictionary<string, string> answers) =>
        (_script, _directory, Answers) = (script, directory, answers);

    /// <summary>What the script says of the server it has started.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; }

    /// <param name="script">Its name in infra/local, which lies beside the program.</param>
    /// <param name="directory">Where the server keeps its files; made if absent.</param>
    /// <exception cref="InvalidOperationException">It does not come up; one line says why.</exception>
    public static async Task<LocalServer> StartAsync(string script, string directory) => new(
        script,
        directory,
        (await RunAsync(script, "start", directory, "--parent", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await RunAsync(_script, "wipe", _directory).ConfigureAwait(false);

    private static async Task<string> RunAsync(string script, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", [Path.Join(AppContext.BaseDirectory, "infra", "local", script), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? await output.ConfigureAwait(false)
            : throw new InvalidOperationException((await error.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault($"{script} {command[0]} failed"));
    }
}
