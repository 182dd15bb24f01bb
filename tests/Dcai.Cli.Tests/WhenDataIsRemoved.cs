using System.Text.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenDataIsRemoved
{
    [Fact]
    public async Task A_sweep_says_what_went_by_kind()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("named", "i")]);
        await gateway.PutSampleAsync("nobody's");
        Age(gateway);
        await gateway.PutSampleAsync("young");

        var dry = await RunAsync(gateway, "gc", "--dry-run");
        var wet = await RunAsync(gateway, "gc", "--json");
        var again = await RunAsync(gateway, "gc");

        Assert.Contains("would remove what is older than 7 days:", dry.Out, StringComparison.Ordinal);
        Assert.Contains("blobs        1 object, 16 B, of 5", dry.Out, StringComparison.Ordinal);
        var report = JsonSerializer.Deserialize<SweepReport>(wet.Out, JsonSerializerOptions.Web)!;
        Assert.Equal((1, 16, 5, true), (report.Blobs.Objects, report.Blobs.SizeBytes, report.BlobsLooked, report.Done));
        Assert.Contains("blobs        0 objects, 0 B, of 4", again.Out, StringComparison.Ordinal);
        Assert.NotNull(await gateway.Store.HeadAsync(Digests.BlobKey($"sha256:{GatewayUnderTest.SampleId("named")}")));
    }

    [Fact]
    public async Task A_sweep_that_cannot_be_safe_says_why_in_one_line()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.Store.PutAsync($"{StoreKeys.Dataset(GatewayUnderTest.DatasetId)}rounds/0001/metrics.json", """{"format":"dcai.round","version":9}"""u8.ToArray());

        (await RunAsync(gateway, "gc")).FailedWith(1, "dcai.round version 9", "upgrade it");
        (await RunAsync(gateway, "gc", "--older-than", "0")).FailedWith(1, "olderThanDays is 0", "1 …");
        (await RunAsync(gateway, "gc", "nowhere")).FailedWith(1, "no dataset 'nowhere'");
    }

    [Fact]
    public async Task A_dataset_goes_when_its_name_is_typed_or_nobody_is_to_be_asked()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();

        (await RunAsync(gateway, "delete", GatewayUnderTest.DatasetId)).FailedWith(2, "--yes");
        (await TypeAsync(gateway, "numeral")).FailedWith(1, "nothing was deleted");
        Assert.Single((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
        var typed = await TypeAsync(gateway, GatewayUnderTest.DatasetId);
        await gateway.CreateDatasetAsync();
        var told = await RunAsync(gateway, "delete", GatewayUnderTest.DatasetId, "--yes", "--json");

        Assert.True(typed.ExitCode == 0, typed.Error);
        Assert.Contains("numerals is deleted (1 object,", typed.Out, StringComparison.Ordinal);
        Assert.True(JsonSerializer.Deserialize<DeletionReport>(told.Out, JsonSerializerOptions.Web)!.Done);
        Assert.Empty((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);
    }

    [Fact]
    public async Task An_erased_image_has_a_certificate_and_no_file()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var folder = new TemporaryFolder();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b", "ii")]);
        var sampleId = GatewayUnderTest.SampleId("a");

        var erased = await RunAsync(gateway, "erase", GatewayUnderTest.DatasetId, "--sample", sampleId, "--reason", "asked for");
        var export = await RunAsync(gateway, "export", GatewayUnderTest.DatasetId, folder.Of("export"), "--snapshot", "1");

        Assert.Equal($"{sampleId}: erased from numerals; its bytes are gone\n", erased.Out);
        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Contains("1 images with certificates in", export.Out, StringComparison.Ordinal);
        Assert.Contains("1 certified ones were erased since", export.Out, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(folder.Of("export/certificates.jsonl"));
        var line = lines.Select(text => JsonDocument.Parse(text).RootElement).Single(one => one.GetProperty("sampleId").GetString() == sampleId);
        Assert.True(line.GetProperty("erased").GetBoolean());
        Assert.False(line.TryGetProperty("file", out _));
        Assert.Single(Directory.EnumerateFiles(folder.Of("export/certified"), "*.png", SearchOption.AllDirectories));
        (await RunAsync(gateway, "erase", GatewayUnderTest.DatasetId, "--everywhere", "--sample", sampleId, "--reason", "x")).FailedWith(2, "--everywhere");
        (await RunAsync(gateway, "erase", "--sample", sampleId, "--reason", "x")).FailedWith(2, "name a dataset");
        Assert.Contains("erased from numerals", (await RunAsync(gateway, "erase", "--everywhere", "--sample", sampleId, "--reason", "x")).Out, StringComparison.Ordinal);
    }

    private static void Age(GatewayUnderTest gateway)
    {
        foreach (var file in Directory.EnumerateFiles(((FileSystemObjectStore)gateway.Store).Root, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-8));
        }
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);

    private static Task<CommandRun> TypeAsync(GatewayUnderTest gateway, string answer) =>
        CommandRun.TypingAsync(answer, "delete", GatewayUnderTest.DatasetId, "--url", gateway.Url.ToString(), "--token", gateway.Token);
}
