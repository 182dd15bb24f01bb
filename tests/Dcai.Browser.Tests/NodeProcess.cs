using System.Diagnostics;

namespace Dcai.Browser.Tests;

/// <summary>Runs node and what comes with it.</summary>
internal static class NodeProcess
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Join(folder, "node")));

    /// <summary>Runs node to its end; fails with all that it said unless it ends well.</summary>
    public static async Task RunAsync(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        var said = $"{await output}{await errors}";
        Assert.False(deadline.IsCancellationRequested, $"node {string.Join(' ', arguments)} did not end within {Deadline.TotalMinutes} minutes:\n{said}");
        Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)} failed:\n{said}");
    }
}
