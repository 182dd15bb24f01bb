using System.Globalization;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Cli.Demo;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Cli.Chaos;

/// <summary>Remembers what came of every command and every training of a run.</summary>
internal sealed class Witness : IDemoCompanion
{
    /// <summary>How often a dataset advances, and what each time it folds, depends on what has arrived; what comes of it is in the content and in all other results.</summary>
    private const string Advance = "dcai.result.SnapshotAdvanced";

    private const string Ingest = "dcai.result.ImagesIngested";
    private const string Accepted = "acceptedCount";
    private const string Duplicates = "duplicateCount";

    /// <summary>The command names the generators' card, in which measured seconds are: it has another id in every run.</summary>
    private const string Painted = "dcai.result.SamplesSynthesized";

    private const string CommandId = "commandId";

    /// <summary>A card's member with measured seconds.</summary>
    private const string Intervals = "intervals";

    /// <summary>
    /// The events' members that refer to documents with measured seconds: a report, whose accuracies are in the run's report, and the generators' card, which is
    /// compared without them.
    /// </summary>
    private static readonly string[] Timed = ["report", "generator"];

    /// <summary>Digest of the weights of every model, by its name.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; private set; } = new Dictionary<string, string>();

    /// <summary>The stored result of every command but the advances by the command's id, and the card of every release's generators, without what differs between any two runs.</summary>
    public IReadOnlyDictionary<string, string> Results { get; private set; } = new Dictionary<string, string>();

    public Task AccompanyAsync(IDcaiServer server, GatewayClient client, string datasetId, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public async Task LookBackAsync(IDcaiServer server, GatewayClient client, CurationReport report, CancellationToken cancellationToken)
    {
        var models = new List<ModelDescription>();
        foreach (var round in report.Rounds)
        {
            models.AddRange((await client.RoundModelsAsync(report.Dataset, round.Round, cancellationToken)).Models);
        }

        models.AddRange((await client.ReleaseModelsAsync(report.Dataset, report.Release.Version, cancellationToken)).Models);
        Weights = models.ToDictionary(model => string.Create(CultureInfo.InvariantCulture, $"{model.Name} {model.Number}"), model => model.WeightsDigest);
        Results = await ResultsAsync(client, report.Dataset, cancellationToken);
    }

    /// <summary>What differs from what this witness saw.</summary>
    public IEnumerable<string> Differences(Witness found) => Differences("the model of", Weights, found.Weights).Concat(Differences("the result of command", Results, found.Results));

    private static IEnumerable<string> Differences(string what, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found) =>
        expected.Keys.Union(found.Keys, StringComparer.Ordinal)
            .Where(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key))
            .Select(key => $"{what} {key} is {found.GetValueOrDefault(key, "missing")}, undisturbed it is {expected.GetValueOrDefault(key, "missing")}");

    private static async Task<IReadOnlyDictionary<string, string>> ResultsAsync(GatewayClient client, string datasetId, CancellationToken cancellationToken)
    {
        var works = StoreKeys.WorkPrefix(datasetId);
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var entry in client.BackupAsync(datasetId, cancellationToken))
        {
            if (entry.Key is not { } key)
            {
                continue;
            }

            if (IsGeneratorsCard(datasetId, key))
            {
                var card = await ReadAsync(client, datasetId, key, cancellationToken);
                card.Remove(Intervals);
                results[key] = card.ToJsonString();
            }
            else if (key.StartsWith(works, StringComparison.Ordinal) && key[works.Length..].Split('/')[0] is var commandId && key == StoreKeys.WorkResult(datasetId, commandId))
            {
                Add(results, commandId, await ReadAsync(client, datasetId, key, cancellationToken));
            }
        }

        return results;
    }

    private static void Add(Dictionary<string, string> results, string commandId, JsonObject result)
    {
        var happened = result["event"]!.AsObject();
        foreach (var member in Timed)
        {
            happened.Remove(member);
        }

        switch ((string?)result["format"])
        {
            case Advance:
                return;
            case Ingest:
                // Which of two equal files is the copy depends on which came first.
                happened[Accepted] = (int)happened[Accepted]! + (int)happened[Duplicates]!;
                happened.Remove(Duplicates);
                break;
            case Painted:
                happened.Remove(CommandId);
                commandId = string.Create(CultureInfo.InvariantCulture, $"{Painted} of release {(int)happened["release"]!}");
                break;
        }

        results[commandId] = result.ToJsonString();
    }

    private static bool IsGeneratorsCard(string datasetId, string key) =>
        key.StartsWith(StoreKeys.ReleasesPrefix(datasetId), StringComparison.Ordinal)
        && int.TryParse(key[StoreKeys.ReleasesPrefix(datasetId).Length..].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var release)
        && key == StoreKeys.Gan(datasetId, release);

    private static async Task<JsonObject> ReadAsync(GatewayClient client, string datasetId, string key, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await client.CopyBackupObjectAsync(datasetId, key, bytes, cancellationToken);
        return JsonNode.Parse(bytes.ToArray())!.AsObject();
    }
}
