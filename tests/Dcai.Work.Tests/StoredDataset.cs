using System.Text;
using System.Text.Json;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Contracts.Tests;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Tests;

/// <summary>A dataset as it lies in a store, each kind of document once, with the blobs that they name.</summary>
internal sealed class StoredDataset(IObjectStore store, string datasetId = "a")
{
    public const string Owed = "owed";
    public const string Over = "over";

    /// <summary>Every blob that something of the dataset names, image, model or document.</summary>
    public List<Descriptor> Named { get; } = [];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Stores a snapshot with one sample, a test set, initial weights, a model card with dynamics, a result, and an upload that waits.</summary>
    public async Task<StoredDataset> PutAsync()
    {
        var sample = await BlobAsync("sample");
        var tested = await BlobAsync("tested");
        var waiting = await BlobAsync("waiting");
        var weights = await BlobAsync("weights", "application/vnd.safetensors");
        var initial = await BlobAsync("initial weights", "application/vnd.safetensors");
        var answered = await BlobAsync("answered", "application/vnd.safetensors");
        var testSet = await NameAsync(store.PutDocumentBlobAsync(
            Formats.TestSet, new TestSet { Samples = [new LabelledSample { SampleId = Digests.Hex(tested.Digest), Label = "i" }] }));
        var settings = new CurationSettings { Classes = ["i", "ii"], TestSet = testSet, Auxiliary = new AuxiliaryRecipe { InitialWeights = initial } };
        await store.PutDocumentAsync(StoreKeys.Settings(datasetId, 1), Formats.Settings, settings);
        var shard = await NameAsync(store.PutBlobAsync(
            JsonLines.Write([Example<Sample>() with { SampleId = Digests.Hex(sample.Digest) }]), "application/vnd.dcai.samples+jsonl+gzip"));
        var history = await NameAsync(store.PutDocumentBlobAsync(Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }));
        await store.PutDocumentAsync(
            StoreKeys.Snapshot(datasetId, 1), Formats.Snapshot, Example<Snapshot>() with { Shards = [null, shard], History = history });
        await store.PutDocumentAsync(StoreKeys.ModelCard(datasetId, 1), Formats.ModelCard, Example<ModelCard>() with { Weights = weights, Dynamics = null });
        await store.PutDocumentAsync(StoreKeys.Inbox(datasetId, "u"), Formats.Upload, new Upload
        {
            UploadId = "u",
            Source = "folder",
            Origin = SampleOrigin.Ingested,
            Files = [new UploadedFile { Name = "x.png", Content = waiting }],
        });
        await new WorkResults(store).StoreAsync(datasetId, Owed, Answer(answered), default);
        return this;
    }

    public Task SagaAsync(long version, string state, bool generationActive = true, params string[] outstanding) => store.PutAsync(
        StoreKeys.Saga(datasetId, version),
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            format = "dcai.curation",
            version = 1,
            currentState = state,
            settingsVersion = 1,
            generationActive,
            outstanding = outstanding.Select(id => new { commandId = id, command = "RankShard", body = new { }, attempts = 1, dueAt = DateTimeOffset.UnixEpoch }),
        }));

    public async Task<Descriptor> BlobAsync(string text, string mediaType = "image/png") => await NameAsync(store.PutBlobAsync(Bytes(text), mediaType));

    public static TrainingSetComposed Answer(Descriptor trainingSet) => new()
    {
        DatasetId = "a",
        CommandId = Owed,
        Round = 1,
        TrainingSet = trainingSet,
        TrainCount = 1,
        ValidationCount = 1,
    };

    private static T Example<T>() => (T)Examples.Of(typeof(T));

    private async Task<Descriptor> NameAsync(Task<Descriptor> stored)
    {
        Named.Add(await stored);
        return Named[^1];
    }
}
