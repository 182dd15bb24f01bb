using System.Net;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAThumbnailIsAskedFor
{
    [Fact]
    public async Task A_large_image_comes_reduced_and_keeps_its_shape()
    {
        await using var gateway = await StartAsync();
        var sampleId = await WithImageAsync(gateway, 640, 320);

        var (first, again) = (await GetAsync(gateway, sampleId, 100), await GetAsync(gateway, sampleId, 128));

        var header = ImageHeader.Read(await first.Content.ReadAsByteArrayAsync());
        Assert.Equal((ImageFormat.Png, 128, 64), (header.Format, header.Width, header.Height));
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal($"\"{sampleId}-100\"", first.Headers.ETag?.Tag);
        Assert.Contains("no-cache", first.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_one_comes_as_it_is()
    {
        await using var gateway = await StartAsync();
        var sampleId = await WithImageAsync(gateway, 200, 100);

        var answer = await GetAsync(gateway, sampleId, 128);

        Assert.Equal(sampleId, Digests.Hex(Digests.Sha256(await answer.Content.ReadAsByteArrayAsync())));
    }

    [Fact]
    public async Task What_no_decoder_takes_comes_as_it_is()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a") with { Width = 4000, Height = 4000 }]);

        var answer = await GetAsync(gateway, SampleId("a"), 128);

        Assert.Equal(Image("a"), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_size_out_of_range_and_an_unknown_image_are_refused()
    {
        await using var gateway = await StartAsync();
        var sampleId = await WithImageAsync(gateway, 200, 100);

        await (await GetAsync(gateway, sampleId, 15)).IsProblemAsync(HttpStatusCode.BadRequest, "size");
        await (await GetAsync(gateway, sampleId, 1025)).IsProblemAsync(HttpStatusCode.BadRequest, "size");
        await (await GetAsync(gateway, SampleId("z"), 128)).IsProblemAsync(HttpStatusCode.NotFound, "no-sample");
    }

    private static Task<HttpResponseMessage> GetAsync(GatewayUnderTest gateway, string sampleId, int size) =>
        gateway.Http.GetAsync($"/api/datasets/{DatasetId}/samples/{sampleId}/thumbnail?size={size}");

    private static async Task<string> WithImageAsync(GatewayUnderTest gateway, int width, int height)
    {
        await gateway.CreateDatasetAsync();
        var bytes = PngEncoder.Encode(new Image(width, height, PixelFormat.Gray8, new byte[width * height]));
        var stored = await gateway.Store.PutBlobAsync(bytes, "image/png");
        var sample = await gateway.PutSampleAsync("a") with { SampleId = Digests.Hex(stored.Digest), SizeBytes = bytes.Length, Width = width, Height = height };
        await gateway.PutSnapshotAsync(1, [sample]);
        return sample.SampleId;
    }
}
