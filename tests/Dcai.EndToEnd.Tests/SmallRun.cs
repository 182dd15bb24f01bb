using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using Dcai.Work;
using Dcai.Work.Sagas;

namespace Dcai.EndToEnd.Tests;

/// <summary>A generated run of 120 images and few epochs, small enough to be killed many times.</summary>
/// <param name="profile">Quick or adaptive.</param>
/// <param name="more">Settings beside those of the profile.</param>
internal sealed class SmallRun(string profile = SmallRun.Quick, params string[] more) : IDisposable
{
    public const string Quick = "quick";
    public const string Adaptive = "adaptive";

    private static readonly Dictionary<string, string[]> Settings = new()
    {
        // Two rounds.
        [Quick] =
        [
            "seedTrainCount=36", "seedValidationCount=12", "likelyValidCount=24", "likelyInvalidCount=12", "auxiliaryEpochs=3", "auxiliaryMinimumSteps=0",
            "rankingShardSize=16", "sliceSeconds=0.2",
        ],

        // Two models a round that learn given labels too, and an audit that certifies the rest.
        [Adaptive] =
        [
            "likelyInvalidCount=30", "auxiliaryEpochs=3", "auxiliary.ensembleSize=2", "auxiliary.outOfSampleFolds=2", "queue.mostWrongCertificates=0.2",
            "sliceSeconds=0.2", "evaluation.ablationSeeds=0",
        ],
    };

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("dcai-run-").FullName;

    public string[] Demo =>
    [
        "demo", "--out", Directory, "--images", "120", "--seed", "7", "--profile", profile,
        .. SettingOptions,
    ];

    /// <summary>The run's settings as options of the command line.</summary>
    public string[] SettingOptions =>
        [.. Settings[profile].Concat(["evaluationEpochs=3", "foldCount=2", "releaseValidationCount=10"]).Concat(more).SelectMany(setting => new[] { "--set", setting })];

    /// <summary>Name of the state that the newest stored version of the saga is in; empty while there is none.</summary>
    public string State()
    {
        if (DatasetId() is not { } datasetId)
        {
            return "";
        }

        var folder = Path.Join(Objects, StoreKeys.SagaPrefix(datasetId));
        if (!System.IO.Directory.Exists(folder))
        {
            return "";
        }

        var newest = System.IO.Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).FirstOrDefault();
        using var version = newest is null ? null : JsonDocument.Parse(File.ReadAllBytes(newest));
        return version?.RootElement.GetProperty("currentState").GetString() ?? "";
    }

    public CurationReport Report() =>
        JsonSerializer.Deserialize<CurationReport>(File.ReadAllBytes(Path.Join(Directory, "report.json")), JsonSerializerOptions.Web)!;

    /// <summary>The store, opened after the process has ended.</summary>
    public FileSystemObjectStore Store() => new(Objects);

    public string DatasetIdOrFail() => DatasetId() ?? throw new InvalidOperationException($"no dataset under {Objects}");

    public static async Task<CurationState> SagaAsync(IObjectStore store, string datasetId) =>
        (await new SagaLog<CurationState>(store, CurationState.Format, TimeProvider.System).LoadAsync(datasetId, CancellationToken.None))!.State;

    public static async Task<IReadOnlyList<Snapshot>> SnapshotsAsync(IObjectStore store, string datasetId)
    {
        var reader = new SnapshotReader(store);
        var newest = await reader.NewestAsync(datasetId, CancellationToken.None);
        var snapshots = new List<Snapshot>();
        for (var version = 1; version <= newest!.SnapshotVersion; version++)
        {
            snapshots.Add(await reader.ReadAsync(datasetId, version, CancellationToken.None));
        }

        return snapshots;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private string Objects => Path.Join(Directory, "data", "objects");

    private string? DatasetId()
    {
        var datasets = Path.Join(Objects, StoreKeys.Datasets);
        return System.IO.Directory.Exists(datasets)
            ? System.IO.Directory.EnumerateDirectories(datasets).Select(Path.GetFileName).FirstOrDefault()
            : null;
    }
}
