using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Dedup;

/// <summary>CPU seconds, user and system, of whole processes on files that are in memory; medians of three, the tools taking turns. The start of
/// .NET counts.</summary>
internal sealed class DedupBenchmark(bool quick, string commandLine, string work, TextWriter output)
{
    /// <summary>Kinds of files.</summary>
    public static readonly IReadOnlyList<string> Parts = ["small", "large"];

    private const string Interpreter = "/usr/bin/python3";
    private const int Repeats = 3;
    private const double Mebi = 1024 * 1024;

    private static readonly string[] Peers = ["rdfind", "jdupes", "jdupes -Q"];

    private readonly string _measure = Path.Join(AppContext.BaseDirectory, "measure.py");

    /// <param name="part">One of <see cref="Parts"/>.</param>
    public IReadOnlyList<Figure> Run(string part)
    {
        var folder = Directory.CreateDirectory(Path.Join(work, $"dcai-bench-dedup-{Environment.ProcessId}")).FullName;
        try
        {
            return part == "small"
                ? [.. Measure(folder, part, quick ? 20_000 : 1_000_000, (300, 1500))]
                : [.. Measure(folder, part, quick ? 500 : 20_000, (20_000, 1_000_000))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<Figure> Measure(string work, string what, int count, (int Least, int Most) sizes)
    {
        output.WriteLine($"generating {count} files of {sizes.Least} to {sizes.Most} bytes");
        var folder = Path.Join(work, what);
        Tree.Make(folder, count, sizes, seed: 1);
        var found = Path.Join(work, "found.txt");
        var results = Path.Join(work, "rdfind.txt");
        var commands = new Dictionary<string, string[]>
        {
            ["ours"] = ["dotnet", commandLine, "dedup", folder, "--json"],
            ["ours --fast"] = ["dotnet", commandLine, "dedup", folder, "--json", "--fast"],
            ["rdfind"] = ["rdfind", "-dryrun", "true", "-outputname", results, folder],
            ["jdupes"] = ["jdupes", "-r", folder],
            ["jdupes -Q"] = ["jdupes", "-r", "-Q", folder],
            ["floor"] = [Interpreter, _measure, "--floor", folder],
        };
        var runs = commands.Keys.ToDictionary(name => name, _ => new List<Usage>());
        string[]? groups = null;

        // The first round warms the cache and is not counted.
        for (var round = 0; round <= Repeats; round++)
        {
            foreach (var (name, command) in commands)
            {
                var usage = Measure(command, found);
                if (round > 0)
                {
                    runs[name].Add(usage);
                }
                else if (GroupsOf(name, found, results) is { } its)
                {
                    groups ??= its;
                    if (!groups.SequenceEqual(its))
                    {
                        throw new InvalidOperationException($"{name} finds {its.Length} groups and ours are {groups.Length}, or they differ: see {folder}.");
                    }
                }
            }

            output.WriteLine(round == 0 ? $"all find the same {groups!.Length} groups" : $"round {round} of {Repeats}");
        }

        double Seconds(string name) => Median([.. runs[name].Select(usage => usage.CpuSeconds)]);
        double Memory(string name) => runs[name].Max(usage => usage.PeakBytes) / Mebi;
        foreach (var peer in Peers)
        {
            var ours = peer == "jdupes -Q" ? "ours --fast" : "ours";
            yield return new Figure($"{count} {what} files{ours["ours".Length..]}, CPU", Seconds(ours), "s", peer, Seconds(peer));
        }

        yield return new Figure($"{count} {what} files, CPU", Seconds("ours"), "s", "open + read + close (system time)", Median([.. runs["floor"].Select(usage => usage.SystemSeconds)]));
        yield return new Figure($"{count} {what} files, peak memory", Memory("ours"), "MiB", "jdupes", Memory("jdupes"));
        yield return new Figure($"{count} {what} files, peak memory", Memory("ours"), "MiB", "rdfind", Memory("rdfind"));
    }

    private Usage Measure(string[] command, string found)
    {
        var start = new ProcessStartInfo(Interpreter, [_measure, found, .. command]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        if (words is not ["0", var user, var system, var peak])
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {string.Join(' ', words)}.");
        }

        return new Usage(double.Parse(user, CultureInfo.InvariantCulture), double.Parse(system, CultureInfo.InvariantCulture), long.Parse(peak, CultureInfo.InvariantCulture));
    }

    /// <summary>A line for each group, its paths in ordinal order; null for what finds none.</summary>
    private static string[]? GroupsOf(string name, string found, string results)
    {
        var groups = name switch
        {
            "ours" or "ours --fast" => Ours(found),
            "jdupes" or "jdupes -Q" => File.ReadAllText(found).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(group => group.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            "rdfind" => File.ReadLines(results).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 8))
                .GroupBy(words => words[1].TrimStart('-'), words => words[7]).Select(group => group.ToArray()),
            _ => null,
        };
        return groups is null ? null : [.. groups.Select(group => string.Join('\n', group.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string[]> Ours(string found)
    {
        using var stream = File.OpenRead(found);
        using var report = JsonDocument.Parse(stream);
        foreach (var group in report.RootElement.GetProperty("exactGroups").EnumerateArray())
        {
            yield return [.. group.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!)];
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private sealed record Usage(double UserSeconds, double SystemSeconds, long PeakBytes)
    {
        public double CpuSeconds => UserSeconds + SystemSeconds;
    }
}
