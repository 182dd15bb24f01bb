using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work.Telemetry;
using MassTransit;

namespace Dcai.Ranker.Tests;

/// <summary>Nine samples, of which seven are uncertified, in shards of four.</summary>
public sealed class WhenAShardIsRanked(WhenAShardIsRanked.Model model) : IAsyncLifetime, IClassFixture<WhenAShardIsRanked.Model>
{
    private const string Dataset = "numerals";
    private const int ShardSize = 4;

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;
    private Descriptor weights = null!;

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<RankerModule>(store);
        weights = await store.PutBlobAsync(model.Weights, "application/vnd.safetensors");
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings { Classes = Pictures.Classes, RankingShardSize = ShardSize });
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TwoShardsCoverEveryUncertifiedSampleOnce()
    {
        var samples = await StoreSnapshotAsync(_ => ["upright"]);

        var first = await AskAsync(harness, 0);
        var second = await AskAsync(harness, 1);

        Assert.Equal((0, 4, 1, 3), (first.Shard, first.SampleCount, second.Shard, second.SampleCount));
        Assert.Equal(
            samples.Where(sample => sample.Status == SampleStatus.Uncertified).Select(sample => sample.SampleId),
            (await RankingAsync(0)).Samples.Concat((await RankingAsync(1)).Samples).Select(ranked => ranked.SampleId));
        var ranking = await RankingAsync(1);
        Assert.Equal((3, 1), (ranking.Round, ranking.Shard));
        Assert.True(Assert.Single(ranking.Intervals) is var interval && interval.To >= interval.From);
    }

    [Fact]
    public async Task LossSuggestionAndConfidenceAreTheModels()
    {
        var samples = await StoreSnapshotAsync(number => [number % 3 == 0 ? "lying" : "upright"]);

        await AskAsync(harness, 0);

        Sample[] shard = [.. samples.Where(sample => sample.Status == SampleStatus.Uncertified).Take(ShardSize)];
        var logits = await LogitsAsync(shard);
        int[] labels = [.. shard.Select(sample => sample.GivenLabels[0] == "upright" ? 0 : 1)];
        var ranked = (await RankingAsync(0)).Samples;
        Assert.Equal(SampleLoss.CrossEntropy(logits, labels, 2).Select(loss => (double)loss), ranked.Select(sample => sample.Loss));
        Assert.Equal(
            ClassificationMetrics.PredictedClasses(logits, 2).Select(index => Pictures.Classes[index]), ranked.Select(sample => sample.SuggestedLabel));
        Assert.Equal(Probabilities.Softmax(logits, 2).Chunk(2).Select(row => (double)row.Max()), ranked.Select(sample => sample.Confidence));
    }

    [Fact]
    public async Task OfSeveralGivenLabelsTheOneThatFitsBestCounts()
    {
        var samples = await StoreSnapshotAsync(_ => ["lying", "upright"]);

        await AskAsync(harness, 0);

        Sample[] shard = [.. samples.Where(sample => sample.Status == SampleStatus.Uncertified).Take(ShardSize)];
        var logits = await LogitsAsync(shard);
        var upright = SampleLoss.CrossEntropy(logits, new int[ShardSize], 2);
        var lying = SampleLoss.CrossEntropy(logits, [1, 1, 1, 1], 2);
        Assert.Equal(upright.Zip(lying, (one, other) => (double)Math.Min(one, other)), (await RankingAsync(0)).Samples.Select(sample => sample.Loss));
    }

    [Theory]
    [InlineData()]
    [InlineData("askew")]
    public async Task WithoutALabelThatTheModelKnowsTheEntropyCounts(params string[] labels)
    {
        var samples = await StoreSnapshotAsync(_ => labels);

        await AskAsync(harness, 0);

        Sample[] shard = [.. samples.Where(sample => sample.Status == SampleStatus.Uncertified).Take(ShardSize)];
        var entropies = Probabilities.Softmax(await LogitsAsync(shard), 2).Chunk(2).Select(row => -row.Sum(p => p * Math.Log(p)));
        Assert.All((await RankingAsync(0)).Samples.Zip(entropies), pair => Assert.Equal(pair.Second, pair.First.Loss, 1e-9));
        Assert.All((await RankingAsync(0)).Samples, sample => Assert.InRange(sample.Loss, 0, Math.Log(2)));
    }

    [Fact]
    public async Task ARepetitionTellsTheSameAndInfersNothing()
    {
        await StoreSnapshotAsync(_ => ["upright"]);
        var once = await AskAsync(harness, 0);
        var ranking = await store.TryGetAsync(StoreKeys.Ranking(Dataset, 3, 0));
        await store.DeleteAsync(Digests.BlobKey(weights.Digest));

        await using var second = await Harness.StartAsync<RankerModule>(store);
        var again = await AskAsync(second, 0);

        Assert.Equal(once, again);
        Assert.Equal(ranking, await store.TryGetAsync(StoreKeys.Ranking(Dataset, 3, 0)));
    }

    [Fact]
    public async Task AShardBeyondTheLastSampleIsEmpty()
    {
        await StoreSnapshotAsync(_ => ["upright"]);

        var ranked = await AskAsync(harness, 2);

        Assert.Equal(0, ranked.SampleCount);
        Assert.Empty((await RankingAsync(2)).Samples);
    }

    [Fact]
    public async Task EveryImageThatAModelWasAskedAboutIsCounted()
    {
        await StoreSnapshotAsync(_ => ["upright"]);
        using var counted = new CountedImages();
        await using var measured = await Harness.StartAsync<RankerModule>(store, bus =>
        {
            new RankerModule().AddConsumers(bus);
            bus.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseExecute(_ => WorkMeter.Current = counted.Subject));
        });

        await AskAsync(measured, 0);
        await AskAsync(measured, 1);

        Assert.Equal([new KeyValuePair<string, long>("ranking", 7)], counted.Counts);
    }

    private Task<ShardRanked> AskAsync(Harness worker, int shard) => worker.AskAsync<RankShard, ShardRanked>(
        new RankShard { DatasetId = Dataset, CommandId = "", Round = 3, Snapshot = 4, SettingsVersion = 1, Shard = shard, ShardCount = 2, Model = weights },
        "rank-shard");

    private Task<RankingShard> RankingAsync(int shard) => store.GetDocumentAsync(StoreKeys.Ranking(Dataset, 3, shard), Formats.Ranking);

    /// <summary>float32 [N, K] as the library infers them.</summary>
    private async Task<float[]> LogitsAsync(Sample[] samples)
    {
        var pixels = new List<float>();
        foreach (var sample in samples)
        {
            pixels.AddRange(Preprocessing.Reference(await store.TryGetAsync(Digests.BlobKey($"sha256:{sample.SampleId}"))));
        }

        using var classifier = Classifier.Load(model.Weights);
        return classifier.PredictLogits(new LabelledImages([.. samples.Select(sample => sample.SampleId)], [.. pixels], new int[samples.Length]));
    }

    private Task<IReadOnlyList<Sample>> StoreSnapshotAsync(Func<int, IReadOnlyList<string>> givenLabels) => Snapshots.StoreAsync(store, Dataset, givenLabels);

    /// <summary>Weights of a short training: no two samples have the same loss.</summary>
    public sealed class Model
    {
        public Model() => Weights = Trained(seed: 3);

        public byte[] Weights { get; }

        public static byte[] Trained(ulong seed)
        {
            var train = new LabelledImages(
                [.. Enumerable.Range(20, 8).Select(number => $"{number}")],
                [.. Enumerable.Range(20, 8).SelectMany(number => Preprocessing.Reference(Pictures.Encoded(number)))],
                [.. Enumerable.Range(20, 8).Select(number => number % 2)]);
            using var training = ClassifierTraining.Start(new TrainingOptions { ClassCount = 2, Epochs = 1, Seed = seed }, train, train);
            training.Run(TimeSpan.FromHours(1), TimeProvider.System, progress: null, CancellationToken.None);
            return training.Complete().Weights;
        }
    }
}
