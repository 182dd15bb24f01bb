using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Bench.Learning;

/// <summary>Runs of the main job with a simulated reviewer. One that was cut goes on; one that is done is read.</summary>
/// <param name="commandLine">dcai.dll, as built.</param>
/// <param name="data">The folder with original/, oracle.csv and label_book/.</param>
/// <param name="work">Where the runs lie.</param>
/// <param name="output">Where it says what it does.</param>
internal sealed class DemoRuns(string commandLine, string data, string work, TextWriter output)
{
    /// <returns>The report, and the store in which everything lies.</returns>
    public async Task<(JsonElement Report, IObjectStore Store)> RunAsync(string name, string profile, int seed, params string[] settings)
    {
        var folder = Path.Join(work, string.Create(CultureInfo.InvariantCulture, $"{name}-{seed}"));
        Directory.CreateDirectory(folder);
        output.WriteLine($"{name}, seed {seed}: dcai demo --profile {profile}{string.Concat(settings.Select(setting => $" --set {setting}"))}");
        string[] test = Directory.Exists(Path.Join(data, "label_book")) ? ["--test", Path.Join(data, "label_book")] : [];
        using var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            commandLine, "demo", "--json", "--profile", profile, "--seed", seed.ToString(CultureInfo.InvariantCulture),
            "--data", Path.Join(data, "original"), "--oracle", Path.Join(data, "oracle.csv"), .. test, "--out", folder,
            .. settings.SelectMany(setting => new[] { "--set", setting }),
        ])
        { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The run in {folder} failed with exit code {process.ExitCode}.");
        }

        var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(folder, "report.json"))).RootElement;
        return (report, new FileSystemObjectStore(Path.Join(folder, "data", "objects")));
    }

    /// <summary>What the models of a round thought of samples that they had not learned.</summary>
    public static async Task<IReadOnlyList<RankedSample>> RankingAsync(IObjectStore store, string datasetId, int round)
    {
        var ranked = new List<RankedSample>();
        for (var shard = 0; ; shard++)
        {
            if (await store.TryGetDocumentAsync(StoreKeys.Ranking(datasetId, round, shard), Formats.Ranking) is not { } ranking)
            {
                return ranked;
            }

            ranked.AddRange(ranking.Samples);
        }
    }
}
