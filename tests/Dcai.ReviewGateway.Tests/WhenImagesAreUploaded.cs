using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenImagesAreUploaded
{
    private const string Uploads = $"/api/datasets/{DatasetId}/uploads";

    [Fact]
    public async Task They_are_safe_before_the_answer_and_ingest_is_told()
    {
        await using var gateway = await CreatedAsync();

        var receipt = await (await gateway.Http.PostAsync(Uploads, Multipart("a", "b"))).IsAsync<UploadReceipt>();

        Assert.Equal((2, false), (receipt.FileCount, receipt.AlreadyIngested));
        var inbox = await gateway.Store.GetDocumentAsync(StoreKeys.Inbox(DatasetId, receipt.UploadId), Formats.Upload);
        Assert.Equal(["train/i/a.png", "train/i/b.png"], inbox.Files.Select(file => file.Name));
        foreach (var file in inbox.Files)
        {
            Assert.Equal(file.Content.SizeBytes, (await gateway.Store.GetBlobAsync(file.Content)).Length);
        }

        await UntilAsync(() => gateway.Heard.Ingests.Any(ingest => ingest.UploadId == receipt.UploadId), "the ingest command");
        var status = await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}");
        Assert.Equal(1, status.UploadsWaiting);
        Assert.Equal([receipt.UploadId], (await gateway.GetAsync<UploadList>(Uploads)).Waiting);
    }

    [Fact]
    public async Task The_same_again_in_another_order_is_the_same_upload()
    {
        await using var gateway = await CreatedAsync();

        var first = await (await gateway.Http.PostAsync(Uploads, Multipart("a", "b"))).IsAsync<UploadReceipt>();
        var second = await (await gateway.Http.PostAsync(Uploads, Multipart("b", "a"))).IsAsync<UploadReceipt>();
        var other = await (await gateway.Http.PostAsync(Uploads, Multipart("a", "c"))).IsAsync<UploadReceipt>();

        Assert.Equal(first.UploadId, second.UploadId);
        Assert.NotEqual(first.UploadId, other.UploadId);
    }

    [Fact]
    public async Task What_was_ingested_before_is_not_put_into_the_inbox_again()
    {
        await using var gateway = await CreatedAsync();
        var receipt = await (await gateway.Http.PostAsync(Uploads, Multipart("a"))).IsAsync<UploadReceipt>();
        await UntilAsync(() => !gateway.Heard.Ingests.IsEmpty, "the ingest command");
        var command = gateway.Heard.Ingests.First();
        await new WorkResults(gateway.Store).StoreAsync(
            DatasetId,
            command.CommandId,
            new ImagesIngested { DatasetId = DatasetId, CommandId = command.CommandId, BatchId = "b", AcceptedCount = 1, DuplicateCount = 0, RejectedCount = 0 },
            CancellationToken.None);
        await gateway.Store.DeleteAsync(StoreKeys.Inbox(DatasetId, receipt.UploadId));

        var again = await (await gateway.Http.PostAsync(Uploads, Multipart("a"))).IsAsync<UploadReceipt>();

        Assert.True(again.AlreadyIngested);
        Assert.Empty((await gateway.GetAsync<UploadList>(Uploads)).Waiting);
    }

    [Fact]
    public async Task What_waits_when_the_gateway_starts_is_sent_again()
    {
        var first = await CreatedAsync();
        var receipt = await (await first.Http.PostAsync(Uploads, Multipart("a"))).IsAsync<UploadReceipt>();
        await using var second = await first.RestartAsync();

        await UntilAsync(() => second.Heard.Ingests.Any(ingest => ingest.UploadId == receipt.UploadId), "the repeated ingest command");
    }

    [Fact]
    public async Task A_batch_that_no_snapshot_has_folded_is_counted()
    {
        await using var gateway = await CreatedAsync();
        await gateway.Store.PutIfAbsentAsync(StoreKeys.IngestBatch(DatasetId, new DateOnly(2026, 1, 1), "batch"), "rows"u8.ToArray());

        Assert.Equal(1, (await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}")).BatchesWaiting);
    }

    [Fact]
    public async Task Too_much_is_refused_with_the_limit_and_nothing_is_accepted()
    {
        await using var gateway = await CreatedAsync(new Dictionary<string, string?>
        {
            ["MaximumFileBytes"] = "20",
            ["MaximumUploadBytes"] = "30",
            ["MaximumUploadFiles"] = "4",
        });

        var file = await (await gateway.Http.PostAsync(Uploads, Multipart(new string('x', 40)))).IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        var upload = await (await gateway.Http.PostAsync(Uploads, Multipart("a", "b", "c", "d"))).IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        var count = await (await gateway.Http.PostAsync(Uploads, Multipart("a", "b", "c", "d", "e"))).IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");

        Assert.Contains("20 bytes", file.Detail, StringComparison.Ordinal);
        Assert.Contains("30 bytes", upload.Detail, StringComparison.Ordinal);
        Assert.Contains("5 files", count.Detail, StringComparison.Ordinal);
        Assert.Empty((await gateway.GetAsync<UploadList>(Uploads)).Waiting);
    }

    [Theory]
    [InlineData("iv", null, "unknown-class")]
    [InlineData("i", "holdout", "split")]
    public async Task A_label_or_split_that_is_unknown_is_refused_by_file(string label, string? split, string code)
    {
        await using var gateway = await CreatedAsync();
        var manifest = new UploadManifest { Source = "folder", Files = [new ManifestFile { Name = "train/i/a.png", Label = label, Split = split }] };

        var problem = await (await gateway.Http.PostAsync(Uploads, Multipart(manifest, Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, code);

        Assert.Contains("train/i/a.png", problem.Detail, StringComparison.Ordinal);
        Assert.Empty((await gateway.GetAsync<UploadList>(Uploads)).Waiting);
    }

    [Theory]
    [InlineData("../a.png")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.png")]
    [InlineData("")]
    public async Task A_name_that_leaves_its_source_is_refused(string name)
    {
        await using var gateway = await CreatedAsync();
        var manifest = new UploadManifest { Source = "folder", Files = [new ManifestFile { Name = name, Label = "i" }] };

        await (await gateway.Http.PostAsync(Uploads, Multipart(manifest, Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, "file-name");
    }

    [Fact]
    public async Task Parts_and_manifest_must_agree()
    {
        await using var gateway = await CreatedAsync();
        var manifest = Manifest("a", "b");

        await (await gateway.Http.PostAsync(Uploads, Multipart(manifest, Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, "manifest");
        await (await gateway.Http.PostAsync(Uploads, Multipart(manifest, Image("a"), Image("b"), Image("c")))).IsProblemAsync(HttpStatusCode.BadRequest, "manifest");
        await (await gateway.Http.PostAsync(Uploads, Multipart(manifest with { Files = [] }))).IsProblemAsync(HttpStatusCode.BadRequest, "manifest");
        await (await gateway.Http.PostAsync(Uploads, Multipart(Manifest("a", "a"), Image("a"), Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, "file-name");
    }

    [Fact]
    public async Task What_is_no_multipart_message_is_refused()
    {
        await using var gateway = await CreatedAsync();
        using var json = JsonContent.Create(Manifest("a"));
        using var truncated = new StringContent("--b\r\nContent-Disposition: form-data; name=\"manifest\"\r\n\r\n{", Encoding.UTF8);
        truncated.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        await (await gateway.Http.PostAsync(Uploads, json)).IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "media-type");
        await (await gateway.Http.PostAsync(Uploads, truncated)).IsProblemAsync(HttpStatusCode.BadRequest, "multipart");
    }

    [Fact]
    public async Task Test_images_are_named_by_the_settings_and_stay_named()
    {
        await using var gateway = await CreatedAsync();
        var path = $"/api/datasets/{DatasetId}/test-set";

        var receipt = await (await gateway.Http.PostAsync(path, Multipart("a", "b"))).IsAsync<TestSetReceipt>();
        var again = await (await gateway.Http.PostAsync(path, Multipart("b", "a"))).IsAsync<TestSetReceipt>();
        var settings = await gateway.GetAsync<SettingsVersion>($"/api/datasets/{DatasetId}/settings");
        var changed = await (await gateway.Http.PutAsJsonAsync($"/api/datasets/{DatasetId}/settings", settings.Settings with { Seed = 9 })).IsAsync<SettingsVersion>();

        Assert.Equal((2, 2), (receipt.SettingsVersion, receipt.SampleCount));
        Assert.Equal(receipt, again);
        Assert.Equal(receipt.Digest, settings.TestSetDigest);
        Assert.Equal((3, receipt.Digest), (changed.Version, changed.TestSetDigest));
    }

    [Fact]
    public async Task A_test_image_needs_one_label_and_must_be_an_image()
    {
        await using var gateway = await CreatedAsync();
        var path = $"/api/datasets/{DatasetId}/test-set";
        var unlabelled = new UploadManifest { Source = "book", Files = [new ManifestFile { Name = "a.png" }] };
        var twice = new UploadManifest { Source = "book", Files = [new ManifestFile { Name = "i/a.png", Label = "i" }, new ManifestFile { Name = "ii/a.png", Label = "ii" }] };

        await (await gateway.Http.PostAsync(path, Multipart(unlabelled, Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, "unknown-class");
        await (await gateway.Http.PostAsync(path, Multipart(twice, Image("a"), Image("a")))).IsProblemAsync(HttpStatusCode.BadRequest, "test-label");
        await (await gateway.Http.PostAsync(path, Multipart(Manifest("a"), "text"u8.ToArray()))).IsProblemAsync(HttpStatusCode.BadRequest, "test-image");
    }

    private static async Task<GatewayUnderTest> CreatedAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var gateway = await StartAsync(settings);
        await gateway.CreateDatasetAsync();
        return gateway;
    }

    private static UploadManifest Manifest(params string[] names) => new()
    {
        Source = "folder",
        Files = [.. names.Select(name => new ManifestFile { Name = $"train/i/{name}.png", Label = "i", Split = "train" })],
    };

    private static MultipartFormDataContent Multipart(params string[] names) => Multipart(Manifest(names), [.. names.Select(Image)]);

    private static MultipartFormDataContent Multipart(UploadManifest manifest, params byte[][] contents)
    {
        var multipart = new MultipartFormDataContent { { JsonContent.Create(manifest), "manifest" } };
        foreach (var content in contents)
        {
            multipart.Add(new ByteArrayContent(content), "files");
        }

        return multipart;
    }
}
