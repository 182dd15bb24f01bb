using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ranker.Tests;

/// <summary>Forty pictures, all certified, and a mirrored copy of the first, which nobody has certified.</summary>
public sealed class WhenNearDuplicatesAreLookedFor(WhenAShardIsRanked.Model model) : IAsyncLifetime, IClassFixture<WhenAShardIsRanked.Model>
{
    private const string Dataset = "numerals";
    private const int Side = 32;

    private readonly InMemoryObjectStore store = new();
    private readonly List<Sample> samples = [];
    private Harness harness = null!;
    private string original = null!;
    private string copy = null!;

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<RankerModule>(store);
        await SettingsAsync(1, new RankingPolicy());
        for (var number = 0; number < 40; number++)
        {
            samples.Add(await PutAsync(Rectangles(number), SampleStatus.Certified, arrivedIn: 1));
        }

        original = samples[0].SampleId;
        samples.Add(await PutAsync(Mirrored(Rectangles(0)), SampleStatus.Uncertified, arrivedIn: 3));
        copy = samples[^1].SampleId;
        samples.Sort((one, other) => string.CompareOrdinal(one.SampleId, other.SampleId));
        await Snapshots.StoreAsync(store, Dataset, 4, samples, new SnapshotCounts { Samples = 41, Uncertified = 1, Certified = 40, Removed = 0, Conflicts = 0 });
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TheShardsTogetherFindEachPairOnce()
    {
        var (first, second) = (await RankAsync(shard: 0, shards: 2), await RankAsync(shard: 1, shards: 2));

        var pair = Assert.Single(first!.Pairs.Concat(second!.Pairs));
        Assert.Equal(new[] { original, copy }.Order(StringComparer.Ordinal), [pair.First, pair.Second]);
        Assert.InRange(pair.Likeness, 0.8, 1);
        Assert.Equal((4, 0.8), (first.Snapshot, first.LeastLikeness));
    }

    [Theory]
    [InlineData(2, 0.8, 1)]
    [InlineData(3, 0.8, 0)]
    [InlineData(3, 0.7, 1)]
    public async Task WhatTheRoundBeforeComparedAtTheSameLikenessIsNotComparedAgain(int snapshot, double likeness, int expected)
    {
        await store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(Dataset, 2, 0), Formats.Ranking, new RankingShard
        {
            Round = 2,
            Shard = 0,
            Samples = [],
            Intervals = [],
            Near = new NearSearch { Snapshot = snapshot, LeastLikeness = likeness, Pairs = [] },
        });

        Assert.Equal(expected, (await RankAsync())!.Pairs.Count);
    }

    [Fact]
    public async Task WithoutALikenessTheyAreNot()
    {
        await SettingsAsync(2, new RankingPolicy { NearLikeness = 0 });

        Assert.Null(await RankAsync(settings: 2));
    }

    private async Task<NearSearch?> RankAsync(int shard = 0, int shards = 1, int settings = 1)
    {
        await harness.AskAsync<RankShard, ShardRanked>(
            new RankShard
            {
                DatasetId = Dataset,
                CommandId = "",
                Round = 3,
                Snapshot = 4,
                SettingsVersion = settings,
                Shard = shard,
                ShardCount = shards,
                Model = await store.PutBlobAsync(model.Weights, "application/vnd.safetensors"),
            },
            "rank-shard");
        return (await store.GetDocumentAsync(StoreKeys.Ranking(Dataset, 3, shard), Formats.Ranking)).Near;
    }

    private async Task SettingsAsync(int version, RankingPolicy ranking) => await store.PutDocumentIfAbsentAsync(
        StoreKeys.Settings(Dataset, version), Formats.Settings, new CurationSettings { Classes = Pictures.Classes, Ranking = ranking });

    private async Task<Sample> PutAsync(Image image, SampleStatus status, int arrivedIn)
    {
        var blob = await store.PutBlobAsync(PngEncoder.Encode(image), "image/png");
        return new Sample
        {
            SampleId = Digests.Hex(blob.Digest),
            MediaType = "image/png",
            SizeBytes = blob.SizeBytes,
            Width = Side,
            Height = Side,
            Status = status,
            Origin = SampleOrigin.Ingested,
            GivenLabels = ["upright"],
            CertifiedLabel = status == SampleStatus.Certified ? "upright" : null,
            Conflict = false,
            Provenance = [],
            ArrivedIn = arrivedIn,
        };
    }

    private static Image Rectangles(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Side * Side];
        for (var rectangle = 0; rectangle < 8; rectangle++)
        {
            var (left, top, width, height, shade) = (random.Next(Side), random.Next(Side), random.Next(4, 16), random.Next(4, 16), (byte)random.Next(256));
            for (var place = 0; place < pixels.Length; place++)
            {
                var (x, y) = (place % Side, place / Side);
                pixels[place] = x >= left && x < left + width && y >= top && y < top + height ? shade : pixels[place];
            }
        }

        return new Image(Side, Side, PixelFormat.Gray8, pixels);
    }

    private static Image Mirrored(Image image) =>
        new(Side, Side, PixelFormat.Gray8, [.. image.Pixels.Select((_, place) => image.Pixels[(place / Side * Side) + Side - 1 - (place % Side)])]);
}
