using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenASourceIsSent
{
    private const string Dataset = $"/api/datasets/{DatasetId}";

    [Fact]
    public async Task An_image_is_one_upload_and_the_same_again_is_the_same()
    {
        await using var gateway = await CreatedAsync();

        var first = await SendAsync(gateway, "images?name=in/a.png&label=i&split=val&source=scanner", Image("a"));
        var second = await SendAsync(gateway, "images?name=in/a.png&label=i&split=val&source=scanner", Image("a"));

        Assert.Equal((1, 0), (first.Accepted, first.LeftOutCount));
        Assert.Equal(first.Uploads.Single().UploadId, second.Uploads.Single().UploadId);
        var upload = await UploadAsync(gateway, first);
        Assert.Equal(("scanner", "in/a.png", "i", "val"), (upload.Source, upload.Files[0].Name, upload.Files[0].Label, upload.Files[0].Split));
        Assert.Equal(Image("a"), await gateway.Store.GetBlobAsync(upload.Files[0].Content));
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task An_archive_goes_in_but_for_what_cannot(string kind)
    {
        await using var gateway = await CreatedAsync();
        var archive = await PackAsync(kind, ("train/i/a.png", Image("a")), ("../b.png", Image("b")), ("strange/c.png", Image("c")), ("ii/empty.png", []), ("ii/d.png", Image("d")));

        var report = await SendAsync(gateway, $"archives?kind={kind}&source=pack&origin=gathered", archive);

        Assert.Equal((2, 3), (report.Accepted, report.LeftOutCount));
        Assert.Equal(["../b.png", "strange/c.png", "ii/empty.png"], report.LeftOut.Select(file => file.Name));
        var upload = await UploadAsync(gateway, report);
        Assert.Equal([("ii/d.png", "ii", null), ("train/i/a.png", "i", "train")], upload.Files.Select(file => (file.Name, file.Label, file.Split)));
        Assert.Equal(SampleOrigin.Gathered, upload.Origin);
    }

    [Fact]
    public async Task Many_images_are_uploads_of_at_most_256()
    {
        await using var gateway = await CreatedAsync();
        var archive = await PackAsync("tar", [.. Enumerable.Range(0, 600).Select(number => ($"i/{number}.png", Image($"{number}")))]);

        var report = await SendAsync(gateway, "archives?kind=tar", archive);

        Assert.Equal(600, report.Accepted);
        Assert.All(report.Uploads, upload => Assert.InRange(upload.FileCount, 1, 256));
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        await using var gateway = await CreatedAsync();

        await RefusedAsync("images?name=../a.png", "../a.png");
        await RefusedAsync("images?name=a.png&label=x", "'x'");
        await RefusedAsync("images?name=a.png&origin=stolen", "origin");
        await RefusedAsync("archives?kind=rar", "rar");
        await RefusedAsync("archives?kind=zip&labels=%7Bclass%7D", "brace");
        await RefusedAsync("archives?kind=zip&source=%20", "source");
        var damaged = await SendAsync(gateway, "archives?kind=zip", "no zip"u8.ToArray());
        Assert.Contains("damaged", damaged.LeftOut.Single().Reason, StringComparison.Ordinal);

        async Task RefusedAsync(string path, string word)
        {
            using var answer = await PostAsync(gateway, path, Image("a"));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(word, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_too_large_is_refused_while_it_comes()
    {
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["MaximumUploadBytes"] = "4096", ["MaximumFileBytes"] = "1024" });
        await gateway.CreateDatasetAsync();
        var archive = await PackAsync("tar", [.. Enumerable.Range(0, 10).Select(number => ($"i/{number}.png", Image($"{number}")))]);

        using var large = await PostAsync(gateway, "archives?kind=tar", archive);
        using var image = await PostAsync(gateway, "images?name=a.png", new byte[1025]);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (large.StatusCode, image.StatusCode));
    }

    [Fact]
    public async Task Its_verdicts_are_told_when_it_is_ingested()
    {
        await using var gateway = await CreatedAsync();
        var report = await SendAsync(gateway, "images?name=a.png", Image("a"));
        var uploadId = report.Uploads.Single().UploadId;
        var waiting = await gateway.GetAsync<UploadVerdicts>($"{Dataset}/uploads/{uploadId}?wait=0.1");
        await UntilAsync(() => !gateway.Heard.Ingests.IsEmpty, "the ingest command");
        var asked = gateway.GetAsync<UploadVerdicts>($"{Dataset}/uploads/{uploadId}?wait=30");
        await IngestAsync(gateway, gateway.Heard.Ingests.First().CommandId);

        Assert.Equal((false, 0), (waiting.Ingested, waiting.Files.Count));
        var files = (await asked).Files;
        Assert.Equal(
            [ArrivalVerdict.Accepted, ArrivalVerdict.ExactDuplicate, ArrivalVerdict.NearDuplicate, ArrivalVerdict.Leak, ArrivalVerdict.Rejected],
            files.Select(file => file.Verdict));
        Assert.Equal([null, 0, 3, 0, null], files.Select(file => file.Distance));
        Assert.Equal([null, SampleId("b"), "known", SampleId("d"), null], files.Select(file => file.DuplicateOf));
        Assert.Equal(("val", "it is no image"), (files[3].LeaksInto, files[4].Reason));
        Assert.Equal(["dark", "oddSize"], files[0].Issues);
        using var unknown = await gateway.Http.GetAsync($"{Dataset}/uploads/{new string('0', 64)}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task IngestAsync(GatewayUnderTest gateway, string commandId)
    {
        IngestedFile[] rows =
        [
            Row("a", IngestVerdict.Accepted) with { Issues = [ImageIssue.Dark, ImageIssue.OddSize] },
            Row("b", IngestVerdict.Duplicate),
            Row("c", IngestVerdict.Accepted) with { NearDuplicateOf = "known", NearDistance = 3 },
            Row("d", IngestVerdict.Duplicate) with { LeaksInto = "val" },
            Row("e", IngestVerdict.Rejected) with { Reason = "it is no image" },
        ];
        await gateway.Store.PutAsync(StoreKeys.IngestBatch(DatasetId, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-5), "batch"), JsonLines.Write(rows));
        await new WorkResults(gateway.Store).StoreAsync(
            DatasetId,
            commandId,
            new ImagesIngested { DatasetId = DatasetId, CommandId = commandId, BatchId = "batch", AcceptedCount = 2, DuplicateCount = 2, RejectedCount = 1 },
            CancellationToken.None);
    }

    private static IngestedFile Row(string name, IngestVerdict verdict) => new()
    {
        Name = name,
        Source = "upload",
        Origin = SampleOrigin.Ingested,
        Content = new Descriptor { MediaType = "image/png", Digest = $"sha256:{SampleId(name)}", SizeBytes = 1 },
        Verdict = verdict,
        Width = 1,
        Height = 1,
    };

    private static async Task<GatewayUnderTest> CreatedAsync()
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        return gateway;
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayUnderTest gateway, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        return await gateway.Http.PostAsync($"{Dataset}/{path}", content);
    }

    private static async Task<ArrivalReport> SendAsync(GatewayUnderTest gateway, string path, byte[] body)
    {
        using var answer = await PostAsync(gateway, path, body);
        return await answer.IsAsync<ArrivalReport>();
    }

    private static Task<Upload> UploadAsync(GatewayUnderTest gateway, ArrivalReport report) =>
        gateway.Store.GetDocumentAsync(StoreKeys.Inbox(DatasetId, report.Uploads.Single().UploadId), Formats.Upload);

    private static async Task<byte[]> PackAsync(string kind, params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        if (kind == "zip")
        {
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
            {
                foreach (var (name, content) in files)
                {
                    await using var entry = await zip.CreateEntry(name).OpenAsync();
                    await entry.WriteAsync(content);
                }
            }

            return stream.ToArray();
        }

        await using (var packed = kind == "tar.gz" ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true) : (Stream)stream)
        await using (var writer = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return stream.ToArray();
    }
}
