using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenADatasetIsDeleted
{
    private const string Path = $"/api/datasets/{DatasetId}";

    [Fact]
    public async Task Nothing_of_it_is_left_but_its_blobs_and_who_did_it_and_its_name_is_free()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var sample = await gateway.PutSampleAsync("a", "i");
        await gateway.PutSnapshotAsync(1, [sample]);
        await PutSagaAsync(gateway, 1, "Cancelled");

        var report = await DeleteAsync(gateway);

        Assert.True(report.Done);
        Assert.Equal(3, report.Had.Objects);
        Assert.Equal(report.Had, report.Removed);
        Assert.Empty((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
        await (await gateway.Http.GetAsync(Path)).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        Assert.Empty(await KeysAsync(gateway, StoreKeys.Dataset(DatasetId)));
        Assert.NotNull(await gateway.Store.HeadAsync(Digests.BlobKey($"sha256:{sample.SampleId}")));
        var key = Assert.Single(await KeysAsync(gateway, StoreKeys.AuditPrefix), IsDeletion);
        var entry = await gateway.Store.GetDocumentAsync(key, Formats.Audit);
        Assert.Equal(("delete", DatasetId, 3L), (entry.Action, entry.DatasetId, entry.ObjectCount));
        Assert.Contains("127.0.0.1", entry.By, StringComparison.Ordinal);

        await gateway.CreateDatasetAsync();
        var again = Assert.Single((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
        Assert.Equal(("New", 0), (again.State, again.SnapshotVersion));
    }

    [Theory]
    [InlineData("Ranking")]
    [InlineData("Paused")]
    [InlineData("Released")]
    public async Task While_it_is_curated_it_has_to_be_cancelled_first(string state)
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutSagaAsync(gateway, 1, state);

        var problem = await (await gateway.Http.DeleteAsync(Path)).IsProblemAsync(HttpStatusCode.Conflict, "not-cancelled");

        Assert.Contains($"dcai cancel {DatasetId}", problem.Detail, StringComparison.Ordinal);
        Assert.Single((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
    }

    [Fact]
    public async Task One_that_was_interrupted_is_in_no_list_and_the_same_request_finishes_it()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await HideAsync(gateway, HiddenBecause.Deleted);

        var listed = await gateway.GetAsync<DatasetList>("/api/datasets");
        var taken = await gateway.Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = DatasetId, Settings = new DatasetSettings { Classes = Classes } });
        var report = await DeleteAsync(gateway);
        var twice = await DeleteAsync(gateway);

        Assert.Empty(listed.Datasets);
        Assert.Contains("half deleted", (await taken.IsProblemAsync(HttpStatusCode.Conflict, "upkeep")).Detail, StringComparison.Ordinal);
        Assert.Equal((1, 0), (report.Removed.Objects, twice.Removed.Objects));
        Assert.Equal("ada", (await gateway.Store.GetDocumentAsync(Assert.Single(await KeysAsync(gateway, StoreKeys.AuditPrefix), IsDeletion), Formats.Audit)).By);
        await gateway.CreateDatasetAsync();
    }

    [Fact]
    public async Task What_a_worker_stores_late_does_not_bring_it_back_and_is_nothing_of_its_successor()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutSagaAsync(gateway, 1, "Cancelled");
        await DeleteAsync(gateway);

        await gateway.Store.PutAsync(StoreKeys.WorkResult(DatasetId, "c"), "{}"u8.ToArray());
        await PutSagaAsync(gateway, 1, "Ranking");

        Assert.Empty((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
        await gateway.CreateDatasetAsync();
        Assert.Equal([StoreKeys.Settings(DatasetId, 1)], await KeysAsync(gateway, StoreKeys.Dataset(DatasetId)));
        Assert.Equal("New", (await gateway.GetAsync<DatasetStatus>(Path)).State);
    }

    [Fact]
    public async Task Its_name_is_not_free_while_a_worker_may_be_at_work_for_it()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutSagaAsync(gateway, 1, "TrainingAuxiliary", "training");
        await PutSagaAsync(gateway, 2, "Cancelled");

        var report = await DeleteAsync(gateway);
        var taken = await gateway.Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = DatasetId, Settings = new DatasetSettings { Classes = Classes } });

        Assert.InRange(report.NameFreeAt!.Value, DateTimeOffset.UtcNow.AddMinutes(25), DateTimeOffset.UtcNow.AddMinutes(31));
        Assert.Contains("use it again after", (await taken.IsProblemAsync(HttpStatusCode.Conflict, "upkeep")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_being_restored_is_left_alone()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await HideAsync(gateway, HiddenBecause.Restoring);

        await (await gateway.Http.DeleteAsync(Path)).IsProblemAsync(HttpStatusCode.Conflict, "upkeep");

        Assert.NotEmpty(await KeysAsync(gateway, StoreKeys.Dataset(DatasetId)));
    }

    [Fact]
    public async Task A_stranger_is_told_so()
    {
        await using var gateway = await StartAsync();

        await (await gateway.Http.DeleteAsync(Path)).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        gateway.Http.DefaultRequestHeaders.Authorization = null;
        await (await gateway.Http.DeleteAsync(Path)).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    private static async Task<DeletionReport> DeleteAsync(GatewayUnderTest gateway)
    {
        var answer = await gateway.Http.DeleteAsync(Path);
        var lines = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonSerializer.Deserialize<DeletionReport>(lines[^1], JsonSerializerOptions.Web)!;
    }

    private static Task HideAsync(GatewayUnderTest gateway, HiddenBecause because) => gateway.Store.PutDocumentAsync(
        StoreKeys.Hidden(DatasetId),
        Formats.Hidden,
        new HiddenDataset { Because = because, At = DateTimeOffset.UnixEpoch, By = "ada", ObjectCount = 1, SizeBytes = 1 });

    private static Task PutSagaAsync(GatewayUnderTest gateway, long version, string state, params string[] outstanding) => gateway.Store.PutAsync(
        StoreKeys.Saga(DatasetId, version),
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            format = "dcai.curation",
            version = 1,
            currentState = state,
            settingsVersion = 1,
            outstanding = outstanding.Select(id => new { commandId = id, command = "TrainAuxiliaryModel" }),
        }));

    /// <summary>Who created it is recorded too.</summary>
    private static bool IsDeletion(string key) => key.Contains("-delete-", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> KeysAsync(GatewayUnderTest gateway, string prefix)
    {
        var keys = new List<string>();
        await foreach (var stored in gateway.Store.ListAsync(prefix))
        {
            keys.Add(stored.Key);
        }

        return keys;
    }
}
