using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using Dcai.Work;
using Dcai.Work.Sagas;

namespace Dcai.EndToEnd.Tests;

/// <summary>A generated run of 120 images, two rounds and three epochs, small enough to be killed many times.</summary>
internal sealed class SmallRun : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("dcai-run-").FullName;

    public string[] Demo =>
    [
        "demo", "--out", Directory, "--images", "120", "--seed", "7",
        "--set", "seedTrainCount=36", "--set", "seedValidationCount=12", "--set", "likelyValidCount=24", "--set", "likelyInvalidCount=12",
        "--set", "auxiliaryEpochs=3", "--set", "auxiliaryMinimumSteps=0", "--set", "evaluationEpochs=3", "--set", "foldCount=2",
        "--set", "releaseValidationCount=10", "--set", "rankingShardSize=16", "--set", "sliceSeconds=0.2",
    ];

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
