using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ranker.Tests;

/// <summary>Two models, each trained without one of two folds of the pool.</summary>
public sealed class WhenAnEnsembleRanks : IAsyncLifetime
{
    private const string Dataset = "numerals";

    private static readonly byte[][] Weights = [WhenAShardIsRanked.Model.Trained(seed: 3), WhenAShardIsRanked.Model.Trained(seed: 4)];

    private readonly InMemoryObjectStore store = new();
    private Harness harness = null!;

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<RankerModule>(store);
        await store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings
        {
            Classes = Pictures.Classes,
            Auxiliary = new AuxiliaryRecipe { EnsembleSize = 2, Labels = TrainingLabels.Given, OutOfSampleFolds = 2 },
            Ranking = new RankingPolicy { Score = RankingScores.Combined, NeighbourCount = 2 },
        });
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task EachSampleIsRankedByTheModelThatDidNotLearnIt()
    {
        var pool = await StoreAsync();

        var ranked = await RankAsync();

        for (var fold = 0; fold < 2; fold++)
        {
            var members = pool.Where((_, index) => index % 2 == fold).ToList();
            var losses = SampleLoss.CrossEntropy(await LogitsAsync(Weights[fold], members), new int[members.Count], 2);
            Assert.Equal(losses.Select(loss => (double)loss), members.Select(sample => ranked[sample.SampleId].Loss), (one, other) => Math.Abs(one - other) < 1e-5);
        }
    }

    [Fact]
    public async Task NeighboursAreMeasuredInTheModelsFeatures()
    {
        var pool = await StoreAsync();

        var ranked = await RankAsync();

        Assert.All(pool, sample => Assert.True(ranked[sample.SampleId] is { NeighbourDistance: >= 0, NeighbourAgreement: >= 0 and <= 1 }));
        Assert.True(ranked.Values.Select(sample => sample.NeighbourDistance).Distinct().Count() > 1);
    }

    [Fact]
    public async Task ModelsThatSawNoPoolAverageTheirProbabilities()
    {
        var pool = await StoreAsync(folds: false);

        var ranked = await RankAsync();

        var (first, second) = (Probabilities.Softmax(await LogitsAsync(Weights[0], pool), 2), Probabilities.Softmax(await LogitsAsync(Weights[1], pool), 2));
        var means = first.Zip(second, (one, other) => (one + other) / 2.0).Chunk(2).Select(row => row[0]);
        Assert.Equal(means, pool.Select(sample => ranked[sample.SampleId].Probabilities![0]), (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Fact]
    public async Task ASampleThatEveryModelLearnedIsAFaultThatNamesIt()
    {
        await StoreAsync(heldOutBySecond: 0);

        var fault = await harness.AskInVainAsync<RankShard, ShardRanked>(Command(), "rank-shard");

        Assert.Contains("the ensemble has fewer members than the pool has folds", fault, StringComparison.Ordinal);
    }

    /// <returns>The uncertified samples, sorted by id; their folds alternate.</returns>
    private async Task<IReadOnlyList<Sample>> StoreAsync(bool folds = true, int heldOutBySecond = 1)
    {
        var samples = await Snapshots.StoreAsync(store, Dataset, _ => ["upright"]);
        Sample[] pool = [.. samples.Where(sample => sample.Status == SampleStatus.Uncertified)];
        await store.PutDocumentIfAbsentAsync(StoreKeys.TrainingSet(Dataset, 3), Formats.TrainingSet, new TrainingSet
        {
            Round = 3,
            Snapshot = 4,
            Train = [.. (await Pictures.StoreAsync(store, Enumerable.Range(20, 4))).Select(picture => new LabelledSample { SampleId = picture.SampleId, Label = "upright" })],
            Validation = [],
            HeldOutCount = 0,
            Pool = folds ? [.. pool.Select((sample, index) => new PoolSample { SampleId = sample.SampleId, Label = "upright", Fold = index % 2 })] : null,
            PoolFolds = folds ? 2 : 0,
        });
        for (var member = 0; member < 2; member++)
        {
            await store.PutDocumentIfAbsentAsync(StoreKeys.ModelCard(Dataset, 3, member), Formats.ModelCard, new ModelCard
            {
                Name = $"model {member}",
                Round = 3,
                Weights = await store.PutBlobAsync(Weights[member], "application/vnd.safetensors"),
                Classes = Pictures.Classes,
                TrainCount = 4,
                ValidationCount = 0,
                BestEpoch = 1,
                TrainAccuracy = 1,
                ValidationAccuracy = 1,
                SecondsPerEpochMean = 1,
                SecondsPerEpochSd = 0,
                Seed = 1,
                History = [],
                Intervals = [],
                Member = member,
                HeldOutFold = folds ? member == 0 ? 0 : heldOutBySecond : null,
            });
        }

        return pool;
    }

    private async Task<IReadOnlyDictionary<string, RankedSample>> RankAsync()
    {
        await harness.AskAsync<RankShard, ShardRanked>(Command(), "rank-shard");
        var ranking = await store.GetDocumentAsync(StoreKeys.Ranking(Dataset, 3, 0), Formats.Ranking);
        return ranking.Samples.ToDictionary(sample => sample.SampleId);
    }

    private static RankShard Command() => new()
    {
        DatasetId = Dataset,
        CommandId = "",
        Round = 3,
        Snapshot = 4,
        SettingsVersion = 1,
        Shard = 0,
        ShardCount = 1,
        Model = new Descriptor { MediaType = "application/vnd.safetensors", Digest = "sha256:unused", SizeBytes = 1 },
        ModelRound = 3,
        EnsembleSize = 2,
    };

    /// <summary>float32 [N, K] as the library infers them.</summary>
    private async Task<float[]> LogitsAsync(byte[] weights, IReadOnlyList<Sample> samples)
    {
        var pixels = new List<float>();
        foreach (var sample in samples)
        {
            pixels.AddRange(Preprocessing.Reference(await store.TryGetAsync(Digests.BlobKey($"sha256:{sample.SampleId}"))));
        }

        using var classifier = Classifier.Load(weights);
        return classifier.PredictLogits(new LabelledImages([.. samples.Select(sample => sample.SampleId)], [.. pixels], new int[samples.Count]));
    }
}
