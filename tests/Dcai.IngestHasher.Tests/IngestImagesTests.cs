using System.Text;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using MassTransit;

namespace Dcai.IngestHasher.Tests;

public sealed class WhenAnUploadIsIngested : IAsyncLifetime
{
    private const string Dataset = "numerals";

    private static readonly IngestImages Command = new() { DatasetId = Dataset, CommandId = "", UploadId = "upload-1" };

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;

    public async Task InitializeAsync() => harness = await Harness.StartAsync<IngestHasherModule>(store);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task AnErasedImageIsRejectedWhetherItsBytesAreThereOrNot()
    {
        var (gone, there, other) = (await FileAsync("a.png", Png(1), "i", "train"), await FileAsync("b.png", Png(2), "i", "train"), await FileAsync("c.png", Png(3), "i", "train"));
        await store.DeleteAsync(Digests.BlobKey(gone.Content.Digest));
        await UploadAsync(gone, there, other);
        await EraseAsync(StoreKeys.Erased(Dataset, Digests.Hex(gone.Content.Digest)), gone);
        await EraseAsync(StoreKeys.ErasedEverywhere(Digests.Hex(there.Content.Digest)), there);

        var ingested = await IngestAsync();

        Assert.Equal(
            [(IngestVerdict.Rejected, "erased"), (IngestVerdict.Rejected, "erased"), (IngestVerdict.Accepted, null)],
            (await RowsAsync(ingested.BatchId)).Select(row => (row.Verdict, row.Reason)));

        Task EraseAsync(string key, UploadedFile file) => store.PutDocumentAsync(
            key, Formats.Erasure, new Erasure { SampleId = Digests.Hex(file.Content.Digest), Reason = "asked for", By = "ada", At = DateTimeOffset.UnixEpoch });
    }

    [Fact]
    public async Task EveryFileGetsARowAndTheCountsAddUp()
    {
        var copy = await FileAsync("val/i/a.png", Png(1), "i", "val");
        var damaged = await FileAsync("train/i/f.png", Png(3), "i", "train");
        await store.PutAsync(Digests.BlobKey(damaged.Content.Digest), "something else"u8.ToArray());
        await UploadAsync(
            await FileAsync("train/i/a.png", Png(1), "i", "train"),
            copy,
            await FileAsync("train/i/b.png", Encoding.UTF8.GetBytes("no image"), "i", "train"),
            await FileAsync("train/i/c.png", Png(2)[..60], "i", "train"),
            await FileAsync("train/i/d.png", [], "i", "train"),
            new UploadedFile { Name = "e.png", Content = new Descriptor { MediaType = "image/png", Digest = "sha256:" + new string('0', 64), SizeBytes = 9 } },
            damaged,
            new UploadedFile { Name = "g.png", Content = new Descriptor { MediaType = "image/png", Digest = "md5:1", SizeBytes = 9 } });

        var ingested = await IngestAsync();

        var rows = await RowsAsync(ingested.BatchId);
        Assert.Equal((1, 1, 6), (ingested.AcceptedCount, ingested.DuplicateCount, ingested.RejectedCount));
        Assert.Equal(ingested.CommandId[..32], ingested.BatchId);
        Assert.Equal(
            [
                IngestVerdict.Accepted, IngestVerdict.Duplicate, IngestVerdict.Rejected, IngestVerdict.Rejected,
                IngestVerdict.Rejected, IngestVerdict.Rejected, IngestVerdict.Rejected, IngestVerdict.Rejected,
            ],
            rows.Select(row => row.Verdict));
        Assert.Contains("unknown image format", rows[2].Reason, StringComparison.Ordinal);
        Assert.NotEmpty(rows[3].Reason!);
        Assert.Contains("empty", rows[4].Reason, StringComparison.Ordinal);
        Assert.Contains("no object", rows[5].Reason, StringComparison.Ordinal);
        Assert.Contains("damaged", rows[6].Reason, StringComparison.Ordinal);
        Assert.Contains("md5:1", rows[7].Reason, StringComparison.Ordinal);
        Assert.All(rows.Skip(2), row => Assert.Equal((0, 0, null), (row.Width, row.Height, row.PerceptualHash)));
    }

    [Fact]
    public async Task ARowSaysWhereItCameFromAndWhatItIs()
    {
        var file = await FileAsync("val/i/a.png", Png(1), "i", "val") with { Content = await store.PutBlobAsync(Png(1), "application/octet-stream") };
        await UploadAsync(file);

        var row = Assert.Single(await RowsAsync((await IngestAsync()).BatchId));

        Assert.Equal(("val/i/a.png", "folder", "i", "val", SampleOrigin.Gathered), (row.Name, row.Source, row.Label, row.Split, row.Origin));
        Assert.Equal(("image/png", 12, 8), (row.Content.MediaType, row.Width, row.Height));
        Assert.Matches("^[0-9a-f]{16}$", row.PerceptualHash);
        Assert.Null(row.Reason);
    }

    [Fact]
    public async Task AnImageOfTheNewestSnapshotIsADuplicate()
    {
        var file = await FileAsync("a.png", Png(1), "i", null);
        await UploadAsync(file);
        await StoreSnapshotAsync(Digests.Hex(file.Content.Digest));

        Assert.Equal((0, 1), ((await IngestAsync()).AcceptedCount, (await IngestAsync()).DuplicateCount));
    }

    [Fact]
    public async Task TheUploadLeavesTheInboxAndARepetitionTellsTheSameWithoutIt()
    {
        await UploadAsync(await FileAsync("a.png", Png(1), "i", null));

        var once = await IngestAsync();
        await UntilAsync(async () => await store.HeadAsync(StoreKeys.Inbox(Dataset, "upload-1")) is null);
        await using var restarted = await Harness.StartAsync<IngestHasherModule>(store);
        var again = await restarted.AskAsync<IngestImages, ImagesIngested>(Command, "ingest-images");

        Assert.Equal(once, again);
        Assert.Single(await BatchKeysAsync());
    }

    [Fact]
    public async Task AnImageAboveThePixelLimitIsRefusedByItsSize()
    {
        var reader = new UploadReader(store, Microsoft.Extensions.Options.Options.Create(new IngestHasherOptions { MaximumPixels = 95 }));
        var upload = new Upload { UploadId = "u", Source = "s", Origin = SampleOrigin.Ingested, Files = [await FileAsync("a.png", Png(1), "i", null)] };

        var finding = Assert.Single(await reader.ReadAsync(upload, _ => { }, CancellationToken.None));

        Assert.Contains("12×8", finding.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgressEndsWithEveryFileInWhateverOrderTheyAreRead()
    {
        var files = new List<UploadedFile>();
        for (var number = 0; number < 50; number++)
        {
            files.Add(await FileAsync($"{number}.png", Png((byte)(number % 20)), "i", null));
        }

        var done = new System.Collections.Concurrent.ConcurrentBag<int>();
        var reader = new UploadReader(store, Microsoft.Extensions.Options.Options.Create(new IngestHasherOptions { Parallelism = 4 }));

        var findings = await reader.ReadAsync(new Upload { UploadId = "u", Source = "s", Origin = SampleOrigin.Ingested, Files = files }, done.Add, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 50).Select(number => findings[number % 20].PerceptualHash), findings.Select(finding => finding.PerceptualHash));
        Assert.Equal(50, done.Max());
    }

    [Fact]
    public async Task ACutAtAnyStepLosesNothing()
    {
        var steps = 0;
        var counted = new InMemoryObjectStore();
        await FillAsync(counted);
        counted.Fault = (_, _) => { steps++; return default; };
        var expected = await InsistAsync(counted);

        for (var cut = 1; cut <= steps; cut++)
        {
            var cutStore = new InMemoryObjectStore();
            await FillAsync(cutStore);
            var (at, step) = (cut, 0);
            cutStore.Fault = (_, _) => ++step == at ? throw new ObjectStoreException($"cut at step {at}") : default;

            Assert.Equal(expected, await InsistAsync(cutStore));
        }

        Assert.True(steps >= 14, $"Only {steps} steps were there to cut.");

        static async Task FillAsync(InMemoryObjectStore store)
        {
            var content = await store.PutBlobAsync(Png(1), "image/png");
            await store.PutDocumentIfAbsentAsync(StoreKeys.Inbox(Dataset, "upload-1"), Formats.Upload, new Upload
            {
                UploadId = "upload-1",
                Source = "folder",
                Origin = SampleOrigin.Ingested,
                Files = [new UploadedFile { Name = "a.png", Label = "i", Content = content }],
            });
        }
    }

    /// <summary>Asks until there is an answer and the inbox is empty; after a fault the process starts again.</summary>
    private static async Task<ImagesIngested> InsistAsync(InMemoryObjectStore store)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Without the definition there is no retry: the process dies with its first error.
            await using var harness = await Harness.StartAsync<IngestHasherModule>(store, bus => bus.AddConsumer<IngestImagesConsumer>());
            try
            {
                var ingested = await harness.AskAsync<IngestImages, ImagesIngested>(Command, "ingest-images");
                await harness.ConsumedAsync<IngestImages>();
                store.Fault = null;
                if (await store.HeadAsync(StoreKeys.Inbox(Dataset, "upload-1")) is null)
                {
                    return ingested;
                }
            }
            catch (InvalidOperationException error) when (error.Message.StartsWith("cut", StringComparison.Ordinal))
            {
            }

            Assert.True(attempt < 3, "The upload stays in the inbox.");
        }
    }

    private static byte[] Png(byte shade) =>
        PngEncoder.Encode(new Image(12, 8, PixelFormat.Gray8, [.. Enumerable.Range(0, 96).Select(pixel => (byte)(pixel % 12 < 6 ? shade * 10 : 255))]));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    private Task<ImagesIngested> IngestAsync() => harness.AskAsync<IngestImages, ImagesIngested>(Command, "ingest-images");

    private async Task<UploadedFile> FileAsync(string name, byte[] bytes, string? label, string? split) =>
        new() { Name = name, Label = label, Split = split, Content = await store.PutBlobAsync(bytes, "image/png") };

    private async Task UploadAsync(params UploadedFile[] files) =>
        await store.PutDocumentIfAbsentAsync(StoreKeys.Inbox(Dataset, "upload-1"), Formats.Upload, new Upload
        {
            UploadId = "upload-1",
            Source = "folder",
            Origin = SampleOrigin.Gathered,
            Files = files,
        });

    private async Task<IReadOnlyList<IngestedFile>> RowsAsync(string batchId)
    {
        var key = Assert.Single(await BatchKeysAsync());
        Assert.Equal(batchId, StoreKeys.Name(key));
        return JsonLines.Read<IngestedFile>((await store.TryGetAsync(key))!);
    }

    private async Task<IReadOnlyList<string>> BatchKeysAsync()
    {
        var keys = new List<string>();
        await foreach (var info in store.ListAsync(StoreKeys.IngestPrefix(Dataset)))
        {
            keys.Add(info.Key);
        }

        return keys;
    }

    private async Task StoreSnapshotAsync(string sampleId)
    {
        var sample = new Sample
        {
            SampleId = sampleId,
            MediaType = "image/png",
            SizeBytes = 1,
            Width = 12,
            Height = 8,
            Status = SampleStatus.Certified,
            Origin = SampleOrigin.Ingested,
            GivenLabels = ["i"],
            CertifiedLabel = "i",
            Conflict = false,
            Provenance = [],
            ArrivedIn = 1,
        };
        await store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(Dataset, 1), Formats.Snapshot, new Snapshot
        {
            SnapshotVersion = 1,
            Parent = 0,
            ContentDigest = "sha256:content",
            Counts = new SnapshotCounts { Samples = 1, Uncertified = 0, Certified = 1, Removed = 0, Conflicts = 0 },
            Batches = [],
            Reviews = [],
            CommandId = "c",
            ShardBits = 0,
            Shards = [await store.PutBlobAsync(JsonLines.Write([sample]), "application/gzip")],
            History = await store.PutDocumentBlobAsync(
                Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        });
    }
}
