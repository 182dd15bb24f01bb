using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenADatasetIsBackedUp : IDisposable
{
    private const string Dataset = GatewayUnderTest.DatasetId;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_comes_back_in_another_store_byte_for_byte()
    {
        await using var source = await WithDatasetAsync();
        await using var target = await GatewayUnderTest.StartAsync();

        var backup = await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        var restore = await RunAsync(target, "restore", _folder.Of("copy"), "--json");

        Assert.True(backup.ExitCode == 0, backup.Error);
        Assert.True(restore.ExitCode == 0, restore.Error);
        Assert.Contains("numerals is backed up to", backup.Out, StringComparison.Ordinal);
        Assert.Equal(await ObjectsAsync(source), await ObjectsAsync(target));
        Assert.Equal("Ranking", Assert.Single((await target.GetAsync<DatasetList>("/api/datasets")).Datasets).State);
        Assert.Null(await target.Store.HeadAsync(StoreKeys.Hidden(Dataset)));
        Assert.Single(await KeysAsync(target, StoreKeys.AuditPrefix));
    }

    [Fact]
    public async Task A_second_backup_fetches_what_is_new_and_drops_what_is_gone()
    {
        await using var source = await WithDatasetAsync();
        await source.Store.PutDocumentAsync(StoreKeys.Inbox(Dataset, "u"), Formats.Upload, new Upload { UploadId = "u", Source = "s", Origin = Contracts.SampleOrigin.Ingested, Files = [] });
        await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        await source.Store.DeleteAsync(StoreKeys.Inbox(Dataset, "u"));
        await PutSagaAsync(source, 2, "Released");

        var second = await RunAsync(source, "backup", Dataset, _folder.Of("copy"));

        Assert.EndsWith("fetched 1)\n", second.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Of($"copy/objects/{StoreKeys.Inbox(Dataset, "u")}")));
        Assert.Equal([StoreKeys.Saga(Dataset, 2)], Files().Where(file => file.Contains("/saga/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_goes_on_and_is_seen_only_when_it_is_whole()
    {
        await using var source = await WithDatasetAsync();
        await using var target = await GatewayUnderTest.StartAsync();
        await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        await target.Http.PutAsync($"/api/restores/{Dataset}", null);
        await target.Store.PutAsync(StoreKeys.Settings(Dataset, 1), (await source.Store.TryGetAsync(StoreKeys.Settings(Dataset, 1)))!);
        await target.Store.PutAsync(StoreKeys.ModelCard(Dataset, 7), "of another copy"u8.ToArray());

        var between = await target.GetAsync<DatasetList>("/api/datasets");
        var restore = await RunAsync(target, "restore", _folder.Of("copy"));

        Assert.Empty(between.Datasets);
        Assert.True(restore.ExitCode == 0, restore.Error);
        Assert.Equal(await ObjectsAsync(source), await ObjectsAsync(target));
        Assert.EndsWith($"sent {Files().Count - 1})\n", restore.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_not_replaced()
    {
        await using var source = await WithDatasetAsync();
        await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        _folder.Write("mine/thesis.txt");

        (await RunAsync(source, "restore", _folder.Of("copy"))).FailedWith(1, "There is a dataset 'numerals'", "another store");
        (await RunAsync(source, "backup", Dataset, _folder.Of("mine"))).FailedWith(1, "not empty");
        (await RunAsync(source, "backup", "other", _folder.Of("copy"))).FailedWith(1, "no dataset 'other'");
        (await RunAsync(source, "restore", _folder.Of("mine"))).FailedWith(1, "no finished backup");
    }

    [Fact]
    public async Task A_damaged_copy_is_refused_before_anything_is_sent_and_a_backup_mends_it()
    {
        await using var source = await WithDatasetAsync();
        await using var target = await GatewayUnderTest.StartAsync();
        await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        var damaged = _folder.Of($"copy/objects/{Digests.BlobKey($"sha256:{GatewayUnderTest.SampleId("a")}")}");
        File.WriteAllBytes(damaged, [.. File.ReadAllBytes(damaged).Reverse()]);

        (await RunAsync(target, "restore", _folder.Of("copy"))).FailedWith(1, "damaged", "nothing was restored");
        Assert.Null(await target.Store.HeadAsync(StoreKeys.Hidden(Dataset)));
        var mended = await RunAsync(source, "backup", Dataset, _folder.Of("copy"));
        Assert.EndsWith("fetched 1)\n", mended.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(target, "restore", _folder.Of("copy"))).ExitCode);
    }

    [Fact]
    public async Task What_does_not_belong_to_the_copy_is_not_let_in()
    {
        await using var target = await GatewayUnderTest.StartAsync();
        await target.Http.PutAsync($"/api/restores/{Dataset}", null);
        var digest = Digests.Sha256("x"u8);

        foreach (var (key, words) in new[]
        {
            ("gateway/token.json", "no object of a copy"), ("datasets/other/settings/00000001.json", "no object of a copy"),
            (Digests.BlobKey(Digests.Sha256("y"u8)), "no object of a copy"), ("datasets/numerals/settings/00000001.json", "expected"),
        })
        {
            using var body = new ByteArrayContent("z"u8.ToArray());
            var answer = await target.Http.PutAsync($"/api/restores/{Dataset}/objects/{key}?digest={Uri.EscapeDataString(digest)}&sizeBytes=1", body);
            Assert.Equal(System.Net.HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static async Task<GatewayUnderTest> WithDatasetAsync()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b")]);
        await gateway.OpenReviewAsync("a", "b");
        await PutSagaAsync(gateway, 1, "Ranking");
        return gateway;
    }

    private static Task PutSagaAsync(GatewayUnderTest gateway, long version, string state) => gateway.Store.PutAsync(
        StoreKeys.Saga(Dataset, version),
        JsonSerializer.SerializeToUtf8Bytes(new { format = "dcai.curation", version = 1, currentState = state, settingsVersion = 1, outstanding = Array.Empty<string>() }));

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_folder.Of("copy/objects"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Of("copy/objects"), file))];

    /// <summary>Key and digest of everything that the dataset has, and of all blobs.</summary>
    private static async Task<IReadOnlyList<string>> ObjectsAsync(GatewayUnderTest gateway)
    {
        var objects = new List<string>();
        foreach (var key in await KeysAsync(gateway, StoreKeys.Dataset(Dataset), StoreKeys.Blobs))
        {
            objects.Add($"{key} {Digests.Sha256(await gateway.Store.TryGetAsync(key))}");
        }

        return objects;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(GatewayUnderTest gateway, params string[] prefixes)
    {
        var keys = new List<string>();
        foreach (var prefix in prefixes)
        {
            await foreach (var stored in gateway.Store.ListAsync(prefix))
            {
                keys.Add(stored.Key);
            }
        }

        return keys;
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
