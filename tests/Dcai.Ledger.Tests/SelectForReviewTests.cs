using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ledger.Tests;

public sealed class WhenPeopleAreAsked : IAsyncLifetime
{
    private readonly InMemoryObjectStore store = new();
    private readonly Dataset dataset;
    private Harness harness = null!;

    public WhenPeopleAreAsked() => dataset = new Dataset(store);

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<LedgerModule>(store);
        await dataset.StoreSettingsAsync();
        await dataset.IngestAsync("a", Enumerable.Range(0, 40));
        await Dataset.AdvanceAsync(harness, 0);
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TheSeedHasAsManyAsTheSettingsSay()
    {
        var selected = await SelectAsync(ReviewPurpose.Seed, "0001-seed");

        var review = await store.GetDocumentAsync(StoreKeys.Review(Dataset.Name, "0001-seed"), Formats.Review);
        Assert.Equal((12, 12), (selected.ItemCount, review.Items.Count));
        Assert.Equal((ReviewPurpose.Seed, 1, 1), (review.Purpose, review.Round, review.Snapshot));
    }

    [Fact]
    public async Task ARepetitionTellsTheSame() =>
        Assert.Equal(await SelectAsync(ReviewPurpose.Seed, "0001-seed"), await SelectAsync(ReviewPurpose.Seed, "0001-seed"));

    [Fact]
    public async Task NothingToAskStoresNoReview()
    {
        var selected = await SelectAsync(ReviewPurpose.Conflict, "0001-conflict");

        Assert.Equal(0, selected.ItemCount);
        Assert.Empty(await dataset.KeysAsync(StoreKeys.ReviewsPrefix(Dataset.Name)));
    }

    [Fact]
    public async Task ConflictsAreTheSamplesWhoseLabelsDisagree()
    {
        await dataset.IngestAsync("b", [7, 8], label: number => number == 7 ? "iii" : Dataset.Label(number));
        await Dataset.AdvanceAsync(harness, 1, 2);

        await SelectAsync(ReviewPurpose.Conflict, "0001-conflict", snapshot: 2);

        var review = await store.GetDocumentAsync(StoreKeys.Review(Dataset.Name, "0001-conflict"), Formats.Review);
        Assert.Equal(Dataset.Id(7), Assert.Single(review.Items).SampleId);
        Assert.Equal(["ii", "iii"], review.Items[0].GivenLabels);
    }

    [Fact]
    public async Task ARoundReadsEveryShardOfItsRanking()
    {
        foreach (var shard in new[] { 0, 1 })
        {
            await store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(Dataset.Name, 1, shard), Formats.Ranking, new RankingShard
            {
                Round = 1,
                Shard = shard,
                Samples =
                [
                    .. Enumerable.Range(shard * 20, 20).Select(number =>
                        new RankedSample { SampleId = Dataset.Id(number), Loss = number, SuggestedLabel = "i", Confidence = 0.5 }),
                ],
                Intervals = [],
            });
        }

        var selected = await SelectAsync(ReviewPurpose.Round, "0002-round", shards: 2);

        var review = await store.GetDocumentAsync(StoreKeys.Review(Dataset.Name, "0002-round"), Formats.Review);
        Assert.Equal(6, selected.ItemCount);
        Assert.Equal([39.0, 38.0], review.Items.Where(item => item.End == ReviewEnd.LikelyInvalid).Select(item => item.Loss!.Value));
        Assert.Equal([0.0, 3.0, 1.0, 2.0], review.Items.Where(item => item.End == ReviewEnd.LikelyValid).Select(item => item.Loss!.Value));
    }

    [Fact]
    public async Task AnAuditIsRefusedByName()
    {
        var fault = await harness.AskInVainAsync<SelectForReview, ReviewSelected>(Command(ReviewPurpose.Audit, "0001-audit", 1, 0), "select-for-review");

        Assert.Contains("reviews of purpose Audit are not offered yet", fault, StringComparison.Ordinal);
    }

    private static SelectForReview Command(ReviewPurpose purpose, string reviewId, int snapshot, int shards) => new()
    {
        DatasetId = Dataset.Name,
        CommandId = "",
        ReviewId = reviewId,
        Purpose = purpose,
        Round = 1,
        Snapshot = snapshot,
        SettingsVersion = 1,
        GenerationSnapshot = 1,
        RankingShards = shards,
    };

    private Task<ReviewSelected> SelectAsync(ReviewPurpose purpose, string reviewId, int snapshot = 1, int shards = 0) =>
        harness.AskAsync<SelectForReview, ReviewSelected>(Command(purpose, reviewId, snapshot, shards), "select-for-review");
}

public sealed class WhenATrainingSetIsComposed : IAsyncLifetime
{
    private static readonly ComposeTrainingSet Command = new() { DatasetId = Dataset.Name, CommandId = "", Round = 1, Snapshot = 2, SettingsVersion = 1 };

    private readonly InMemoryObjectStore store = new();
    private readonly Dataset dataset;
    private Harness harness = null!;

    public WhenATrainingSetIsComposed() => dataset = new Dataset(store);

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<LedgerModule>(store);
        await dataset.IngestAsync("a", Enumerable.Range(0, 40));
        await Dataset.AdvanceAsync(harness, 0);
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task ItIsStoredUnderItsRoundAndAsTheBlobThatIsTold()
    {
        await dataset.StoreSettingsAsync();
        await dataset.CertifyAsync("0001-seed", 1, [.. Enumerable.Range(0, 24)]);
        await Dataset.AdvanceAsync(harness, 1, 2);

        var composed = await harness.AskAsync<ComposeTrainingSet, TrainingSetComposed>(Command, "compose-training-set");

        var blob = await store.GetBlobAsync(composed.TrainingSet);
        Assert.Equal(await store.TryGetAsync(StoreKeys.TrainingSet(Dataset.Name, 1)), blob);
        var set = Formats.TrainingSet.Read(blob);
        Assert.Equal((18, 6, 0, 2), (set.Train.Count, set.Validation.Count, set.HeldOutCount, set.Snapshot));
        Assert.Equal((18, 6), (composed.TrainCount, composed.ValidationCount));
    }

    [Fact]
    public async Task TestImagesAreLeftOut()
    {
        var test = await store.PutDocumentBlobAsync(
            Formats.TestSet, new TestSet { Samples = [new LabelledSample { SampleId = Dataset.Id(3), Label = "i" }] });
        await dataset.StoreSettingsAsync(Dataset.Settings with { TestSet = test });
        await dataset.CertifyAsync("0001-seed", 1, [.. Enumerable.Range(0, 24)]);
        await Dataset.AdvanceAsync(harness, 1, 2);

        await harness.AskAsync<ComposeTrainingSet, TrainingSetComposed>(Command, "compose-training-set");

        var set = await store.GetDocumentAsync(StoreKeys.TrainingSet(Dataset.Name, 1), Formats.TrainingSet);
        Assert.Equal(1, set.HeldOutCount);
        Assert.DoesNotContain(set.Train.Concat(set.Validation), sample => sample.SampleId == Dataset.Id(3));
    }

    [Fact]
    public async Task AWarmStartKeepsEverySampleInItsPart()
    {
        await dataset.StoreSettingsAsync(Dataset.Settings with { Auxiliary = new AuxiliaryRecipe { WarmStart = true } });
        await dataset.CertifyAsync("0001-seed", 1, [.. Enumerable.Range(0, 24)]);
        await Dataset.AdvanceAsync(harness, 1, 2);
        await harness.AskAsync<ComposeTrainingSet, TrainingSetComposed>(Command, "compose-training-set");
        await dataset.CertifyAsync("0002-more", 2, [.. Enumerable.Range(24, 16)]);
        await Dataset.AdvanceAsync(harness, 2, 3);

        await harness.AskAsync<ComposeTrainingSet, TrainingSetComposed>(Command with { Round = 2, Snapshot = 3 }, "compose-training-set");

        var (first, second) = (await SetAsync(1), await SetAsync(2));
        Assert.Subset(second.Train.Select(sample => sample.SampleId).ToHashSet(), first.Train.Select(sample => sample.SampleId).ToHashSet());
        Assert.Subset(second.Validation.Select(sample => sample.SampleId).ToHashSet(), first.Validation.Select(sample => sample.SampleId).ToHashSet());
        Assert.Equal(40, second.Train.Count + second.Validation.Count);
        Assert.True(second.Validation.Count > first.Validation.Count);

        Task<TrainingSet> SetAsync(int round) => store.GetDocumentAsync(StoreKeys.TrainingSet(Dataset.Name, round), Formats.TrainingSet);
    }

    [Fact]
    public async Task AllRemovedIsAFaultThatSaysWhatToDo()
    {
        await dataset.StoreSettingsAsync();
        await dataset.StoreReviewAsync("0001-seed", 1, ReviewPurpose.Seed, 1, Dataset.Item(0));
        await dataset.DecideAsync("0001-seed", "b1", Dataset.Remove("d", 0, "junk"));
        await dataset.CloseAsync("0001-seed", "b1");
        await Dataset.AdvanceAsync(harness, 1, 2);

        var fault = await harness.AskInVainAsync<ComposeTrainingSet, TrainingSetComposed>(Command, "compose-training-set");

        Assert.Equal(
            "training set of round 1 from snapshot 2: no certified image is left to train on. Certify more images: ingest more, or correct the decisions that removed them.",
            fault);
    }
}
