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

    /// <summary>The events' member that refers to a document with measured seconds: the report, whose accuracies are in the run's report.</summary>
    private const string Timed = "report";

    /// <summary>Digest of the weights of every model, by its name.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; private set; } = new Dictionary<string, string>();

    /// <summary>The stored result of every command but the advances by the command's id, without what differs between any two runs.</summary>
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

            if (key.StartsWith(works, StringComparison.Ordinal) && key[works.Length..].Split('/')[0] is var commandId && key == StoreKeys.WorkResult(datasetId, commandId))
            {
                Add(results, commandId, await ReadAsync(client, datasetId, key, cancellationToken));
            }
        }

        return results;
    }

    private static void Add(Dictionary<string, string> results, string commandId, JsonObject result)
    {
        var happened = result["event"]!.AsObject();
        happened.Remove(Timed);
        switch ((string?)result["format"])
        {
            case Advance:
                return;
            case Ingest:
                // Which of two equal files is the copy depends on which came first.
                happened[Accepted] = (int)happened[Accepted]! + (int)happened[Duplicates]!;
                happened.Remove(Duplicates);
                break;
        }

        results[commandId] = result.ToJsonString();
    }

    private static async Task<JsonObject> ReadAsync(GatewayClient client, string datasetId, string key, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await client.CopyBackupObjectAsync(datasetId, key, bytes, cancellationToken);
        return JsonNode.Parse(bytes.ToArray())!.AsObject();
    }
}
