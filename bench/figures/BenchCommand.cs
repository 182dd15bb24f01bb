using System.CommandLine;

namespace Dcai.Bench.Figures;

/// <summary>What the command lines of all benchmarks have in common.</summary>
public static class BenchCommand
{
    private const int WrongUsage = 2;

    public static Option<FileInfo?> Json() => new("--json") { Description = "Write the figures to this file." };

    /// <summary>The installed dcai, which a benchmark measures from outside.</summary>
    /// <exception cref="InvalidOperationException">The benchmark was not started by the script; the message says how to.</exception>
    public static string CommandLine(string benchmark) =>
        Environment.GetEnvironmentVariable("DCAI_COMMAND_LINE") ?? throw new InvalidOperationException($"Start it with ./dcai bench {benchmark}.");

    /// <summary>Prints the report, and writes it where it is wanted.</summary>
    public static void Publish(this Report report, FileInfo? file)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Print(Console.Out);
        if (file is not null)
        {
            report.WriteTo(file);
        }
    }

    /// <returns>The exit code: 0, 1 (failed) or 2 (usage).</returns>
    public static async Task<int> RunAsync(this RootCommand command, string[] args)
    {
        ArgumentNullException.ThrowIfNull(command);
        var parsed = command.Parse(args);
        var exitCode = await parsed.InvokeAsync().ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
    }
}
