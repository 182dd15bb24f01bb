using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAnImageIsErased
{
    private const string Path = $"/api/datasets/{DatasetId}";

    [Fact]
    public async Task It_is_shown_no_more_and_its_certificate_says_so()
    {
        await using var gateway = await WithSnapshotAsync();
        var image = $"{Path}/samples/{SampleId("a")}/image";
        (await gateway.Http.GetAsync(image)).EnsureSuccessStatusCode();

        var result = await EraseAsync(gateway, "a");

        Assert.Equal((true, DatasetId), (result.BytesRemoved, Assert.Single(result.Datasets)));
        await (await gateway.Http.GetAsync(image)).IsProblemAsync(HttpStatusCode.Gone, "erased");
        using var cached = new HttpRequestMessage(HttpMethod.Get, image);
        cached.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{SampleId("a")}\""));
        await (await gateway.Http.SendAsync(cached)).IsProblemAsync(HttpStatusCode.Gone, "erased");
        (await gateway.Http.GetAsync($"{Path}/samples/{SampleId("b")}/image")).EnsureSuccessStatusCode();
        Assert.Null(await gateway.Store.HeadAsync(Digests.BlobKey($"sha256:{SampleId("a")}")));
        var certificates = (await gateway.Http.GetStringAsync($"{Path}/snapshots/1/certificates")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Certificate>(line, JsonSerializerOptions.Web)!).ToDictionary(one => one.SampleId);
        Assert.True(certificates[SampleId("a")].Erased);
        Assert.Null(certificates[SampleId("b")].Erased);
        await UntilAsync(() => gateway.Heard.Completed.Any(told => told.ReviewId == $"erased-{SampleId("a")}"), "telling the saga");
    }

    [Fact]
    public async Task An_erased_image_of_an_external_test_set_is_in_its_release_as_erased()
    {
        await using var gateway = await WithSnapshotAsync();
        using (var upload = Multipart("x"))
        {
            (await gateway.Http.PostAsync($"{Path}/test-set", upload)).EnsureSuccessStatusCode();
        }

        await gateway.Store.PutDocumentAsync(StoreKeys.Release(DatasetId, 1), Formats.Release, new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [new LabelledSample { SampleId = SampleId("b"), Label = "ii" }],
            Validation = [],
            Test = [new LabelledSample { SampleId = SampleId("x"), Label = "i" }],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [],
        });
        await EraseAsync(gateway, "x");

        var lines = (await gateway.Http.GetStringAsync($"{Path}/releases/1/certificates")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var test = JsonSerializer.Deserialize<Certificate>(lines[1], JsonSerializerOptions.Web)!;
        Assert.Equal((SampleId("x"), "test", true), (test.SampleId, test.Part, test.Erased));
    }

    [Fact]
    public async Task Uploaded_again_its_bytes_do_not_come_back()
    {
        await using var gateway = await WithSnapshotAsync();
        await EraseAsync(gateway, "a");

        using var upload = Multipart("a");
        var receipt = await (await gateway.Http.PostAsync($"{Path}/uploads", upload)).IsAsync<UploadReceipt>();
        using var test = Multipart("a");
        var refused = await gateway.Http.PostAsync($"{Path}/test-set", test);

        Assert.Equal(1, receipt.FileCount);
        Assert.Null(await gateway.Store.HeadAsync(Digests.BlobKey($"sha256:{SampleId("a")}")));
        await refused.IsProblemAsync(HttpStatusCode.Conflict, "erased");
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        await using var gateway = await WithSnapshotAsync();
        var because = new EraseImage { Reason = "asked for" };

        await (await gateway.Http.PostAsJsonAsync($"{Path}/samples/{SampleId("nobody's")}/erase", because)).IsProblemAsync(HttpStatusCode.NotFound, "no-sample");
        await (await gateway.Http.PostAsJsonAsync($"{Path}/samples/abc/erase", because)).IsProblemAsync(HttpStatusCode.BadRequest, "sample-id");
        await (await gateway.Http.PostAsJsonAsync($"{Path}/samples/{SampleId("a")}/erase", new EraseImage { Reason = " " })).IsProblemAsync(HttpStatusCode.BadRequest, "reason");
        await (await gateway.Http.PostAsJsonAsync($"/api/datasets/other/samples/{SampleId("a")}/erase", because)).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
    }

    private static async Task<ErasureResult> EraseAsync(GatewayUnderTest gateway, string name) =>
        await (await gateway.Http.PostAsJsonAsync($"{Path}/samples/{SampleId(name)}/erase", new EraseImage { Reason = "asked for" })).IsAsync<ErasureResult>();

    private static async Task<GatewayUnderTest> WithSnapshotAsync()
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b", "ii")]);
        return gateway;
    }

    private static MultipartFormDataContent Multipart(string name) => new()
    {
        { JsonContent.Create(new UploadManifest { Source = "folder", Files = [new ManifestFile { Name = $"{name}.png", Label = "i" }] }), "manifest" },
        { new ByteArrayContent(Image(name)), "files" },
    };
}
