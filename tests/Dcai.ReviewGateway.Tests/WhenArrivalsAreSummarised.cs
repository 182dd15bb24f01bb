using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenArrivalsAreSummarised
{
    private const string Arrivals = $"/api/datasets/{DatasetId}/arrivals";

    [Fact]
    public async Task Files_are_counted_once_and_refusals_by_their_reason()
    {
        await using var gateway = await WithArrivalsAsync();

        var summary = (await gateway.Http.GetFromJsonAsync<ArrivalSummary>(Arrivals))!;

        Assert.Equal((6, 2, 1, 1, 3), (summary.Files, summary.Accepted, summary.NearDuplicates, summary.Duplicates, summary.Rejected));
        Assert.Equal([("the image is too large", 2), ("it is empty", 1)], summary.Refusals.Select(refusal => (refusal.Reason, refusal.Files)));
    }

    [Fact]
    public async Task What_looks_alike_is_told_and_drawn_without_what_was_removed()
    {
        await using var gateway = await WithArrivalsAsync();

        var summary = (await gateway.Http.GetFromJsonAsync<ArrivalSummary>(Arrivals))!;
        var sheet = ImageDecoder.Decode(await gateway.Http.GetByteArrayAsync($"{Arrivals}/sheet"), PixelFormat.Gray8);

        Assert.Equal((2, 5), (summary.Groups, summary.Grouped));
        Assert.Equal(Enumerable.Range(0, 3).Select(IdOf).Order(StringComparer.Ordinal), summary.Largest[0].SampleIds);
        Assert.Equal(Enumerable.Range(3, 2).Select(IdOf).Order(StringComparer.Ordinal), summary.Largest[1].SampleIds);
        Assert.Equal((6, 2), (sheet.Width / (72 + 4), sheet.Height / (72 + 4)));
    }

    [Fact]
    public async Task Of_a_release_only_what_its_snapshot_folded_counts()
    {
        await using var gateway = await WithArrivalsAsync();
        var snapshot = (await gateway.Store.GetDocumentAsync(StoreKeys.Snapshot(DatasetId, 1), Formats.Snapshot)) with
        {
            SnapshotVersion = 2,
            Parent = 1,
            History = await gateway.Store.PutDocumentBlobAsync(Formats.History, new FoldHistory { Batches = ["first"], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        };
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(DatasetId, 2), Formats.Snapshot, snapshot);
        await gateway.PutSnapshotAsync(3, []);
        await gateway.PutReleaseAsync(1, snapshot: 2);

        var ofTheRelease = (await gateway.Http.GetFromJsonAsync<ArrivalSummary>($"{Arrivals}?release=1"))!;
        var byNow = (await gateway.Http.GetFromJsonAsync<ArrivalSummary>(Arrivals))!;

        Assert.Equal((5, 2, 1, 2, 2), (ofTheRelease.Files, ofTheRelease.Accepted, ofTheRelease.Duplicates, ofTheRelease.Rejected, ofTheRelease.Groups));
        Assert.Equal((6, 0), (byNow.Files, byNow.Groups));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync(new Uri($"{Arrivals}?release=2", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task An_empty_dataset_has_neither()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();

        var summary = (await gateway.Http.GetFromJsonAsync<ArrivalSummary>(Arrivals))!;

        Assert.Equal((0, 0, 0), (summary.Files, summary.Groups, summary.Refusals.Count));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync(new Uri($"{Arrivals}/sheet", UriKind.Relative))).StatusCode);
    }

    private static async Task<GatewayUnderTest> WithArrivalsAsync()
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.Store.PutIfAbsentAsync(StoreKeys.IngestBatch(DatasetId, new DateOnly(2026, 1, 2), "first"), JsonLines.Write<IngestedFile>(
        [
            Row("a", IngestVerdict.Accepted), Row("b", IngestVerdict.Accepted) with { NearDuplicateOf = SampleId("a") }, Row("again", IngestVerdict.Duplicate),
            Row("wide", IngestVerdict.Rejected, "the image is too large: 9×9 pixels"), Row("wider", IngestVerdict.Rejected, "the image is too large: 10×9 pixels"),
        ]));
        await gateway.Store.PutIfAbsentAsync(StoreKeys.IngestBatch(DatasetId, new DateOnly(2026, 1, 2), "second"), JsonLines.Write<IngestedFile>(
        [
            Row("a", IngestVerdict.Duplicate), Row("wide", IngestVerdict.Rejected, "the image is too large: 9×9 pixels"), Row("none", IngestVerdict.Rejected, "it is empty"),
        ]));
        await gateway.PutSnapshotAsync(1,
        [
            await PutAsync(gateway, 0) with { NearGroup = "g", PerceptualHash = "00" },
            await PutAsync(gateway, 1) with { NearGroup = "g" },
            await PutAsync(gateway, 2) with { PerceptualHash = "00" },
            await PutAsync(gateway, 3) with { PerceptualHash = "01" },
            await PutAsync(gateway, 4) with { PerceptualHash = "01" },
            await PutAsync(gateway, 5) with { PerceptualHash = "01", Status = SampleStatus.Removed },
        ]);
        return gateway;
    }

    private static async Task<Sample> PutAsync(GatewayUnderTest gateway, int shade)
    {
        await gateway.Store.PutBlobAsync(Picture(shade), "image/png");
        return await gateway.PutSampleAsync("any") with { SampleId = IdOf(shade), SizeBytes = Picture(shade).Length };
    }

    private static string IdOf(int shade) => Digests.Hex(Digests.Sha256(Picture(shade)));

    private static byte[] Picture(int shade) => PngEncoder.Encode(new Image(2, 2, PixelFormat.Gray8, [.. Enumerable.Repeat((byte)shade, 4)]));

    private static IngestedFile Row(string name, IngestVerdict verdict, string? reason = null) => new()
    {
        Name = $"{name}.png",
        Source = "folder",
        Origin = SampleOrigin.Ingested,
        Content = new Descriptor { MediaType = "image/png", Digest = $"sha256:{SampleId(name)}", SizeBytes = 1 },
        Verdict = verdict,
        Reason = reason,
        Width = 1,
        Height = 1,
    };
}
