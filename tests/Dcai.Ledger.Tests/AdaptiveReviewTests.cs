using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ledger.Tests;

/// <summary>400 images, of which the first 60 are certified by a closed round; images above 390 are the suspicious ones of the ranking.</summary>
public sealed class WhenTheQueueIsAdaptive : IAsyncLifetime
{
    private const int Images = 400;
    private const int Certified = 60;

    private static readonly CurationSettings Settings = Dataset.Settings with
    {
        LikelyValidCount = 0,
        LikelyInvalidCount = 30,
        Queue = new QueuePolicy { Adaptive = true, MostWrongCertificates = 0.05 },
    };

    private readonly InMemoryObjectStore store = new();
    private readonly Dataset dataset;
    private Harness harness = null!;

    public WhenTheQueueIsAdaptive() => dataset = new Dataset(store);

    public async Task InitializeAsync()
    {
        harness = await Harness.StartAsync<LedgerModule>(store);
        await dataset.IngestAsync("a", Enumerable.Range(0, Images));
        await Dataset.AdvanceAsync(harness, 0);
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task NothingIsProposedWhereNoBoundIsSet()
    {
        await StoreAsync(Settings with { Queue = new QueuePolicy { Adaptive = true } });

        var review = await SelectAsync("0002-round");

        Assert.Null(review.Bulk);
        Assert.Equal(30, review.Items.Count);
        Assert.All(review.Items, item => Assert.Equal(ReviewEnd.LikelyInvalid, item.End));
        Assert.Equal(Dataset.Id(Images - 1), review.Items[0].SampleId);
    }

    [Fact]
    public async Task AnAuditIsDrawnFromAllThatWouldBeCertified()
    {
        await StoreAsync(Settings);

        var review = await SelectAsync("0002-round");

        Assert.NotNull(review.Bulk);
        Assert.Equal((Images - Certified, Certified, 0.05), (review.Bulk.Population + review.Bulk.Audited, review.Bulk.CertifiedBefore, review.Bulk.MostWrongCertificates));
        Assert.Equal(review.Bulk.Audited, review.Items.Count);
        Assert.All(review.Items, item => Assert.Equal(ReviewEnd.Audit, item.End));
        Assert.Contains($"to audit {review.Bulk.Population} images", review.Items[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAuditWithoutErrorsCertifiesTheRest()
    {
        await StoreAsync(Settings);
        var review = await SelectAsync("0002-round");

        await CloseAsync(review, wrong: 0);

        var samples = await dataset.SamplesAsync(3);
        Assert.All(samples.Values, sample => Assert.Equal(SampleStatus.Certified, sample.Status));
        var inBulk = samples.Values.Where(sample => sample.DecisionId == "bulk:0002-round").ToList();
        Assert.Equal(review.Bulk!.Population, inBulk.Count);
        Assert.All(inBulk, sample => Assert.Equal(("audit of 0002-round", "0002-round", sample.GivenLabels[0]), (sample.CertifiedBy, sample.Review, sample.CertifiedLabel)));
    }

    [Fact]
    public async Task AnAuditThatFindsErrorsCertifiesOnlyWhatPeopleSaw()
    {
        await StoreAsync(Settings);
        var review = await SelectAsync("0002-round");

        await CloseAsync(review, wrong: 10);

        var samples = await dataset.SamplesAsync(3);
        Assert.Equal(review.Bulk!.Population, samples.Values.Count(sample => sample.Status == SampleStatus.Uncertified));
        Assert.DoesNotContain(samples.Values, sample => sample.DecisionId == "bulk:0002-round");
    }

    [Fact]
    public async Task AModelThatLearnsGivenLabelsHasThePoolInFolds()
    {
        await StoreAsync(Settings with { Auxiliary = new AuxiliaryRecipe { Labels = TrainingLabels.Given, OutOfSampleFolds = 4 } });

        await harness.AskAsync<ComposeTrainingSet, TrainingSetComposed>(
            new ComposeTrainingSet { DatasetId = Dataset.Name, CommandId = "", Round = 1, Snapshot = 2, SettingsVersion = 1 }, "compose-training-set");

        var set = await store.GetDocumentAsync(StoreKeys.TrainingSet(Dataset.Name, 1), Formats.TrainingSet);
        Assert.Equal((Images - Certified, 4), (set.Pool!.Count, set.PoolFolds));
        Assert.Empty(set.Pool.Select(sample => sample.SampleId).Intersect(set.Train.Concat(set.Validation).Select(sample => sample.SampleId)));
        Assert.All(set.Pool.CountBy(sample => sample.Fold), fold => Assert.InRange(fold.Value, 75, 95));
        Assert.Equal(
            Enumerable.Range(Certified, Images - Certified).ToDictionary(Dataset.Id, Dataset.Label), set.Pool.ToDictionary(sample => sample.SampleId, sample => sample.Label));
    }

    /// <summary>Settings, a closed round whose reviewers found no error, and the next round's ranking.</summary>
    private async Task StoreAsync(CurationSettings settings)
    {
        await dataset.StoreSettingsAsync(settings);
        int[] shown = [.. Enumerable.Range(0, Certified)];
        await dataset.StoreReviewAsync("0001-round", 1, ReviewPurpose.Round, 1, [.. shown.Select(number => Dataset.Item(number, ReviewEnd.LikelyInvalid))]);
        await dataset.DecideAsync("0001-round", "b1", [.. shown.Select(number => Dataset.Certify($"r-{number}", number))]);
        await dataset.CloseAsync("0001-round", "b1");
        await Dataset.AdvanceAsync(harness, 1, 2);
        await store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(Dataset.Name, 2, 0), Formats.Ranking, new RankingShard
        {
            Round = 2,
            Shard = 0,
            Samples =
            [
                .. Enumerable.Range(Certified, Images - Certified).Select(number =>
                    new RankedSample { SampleId = Dataset.Id(number), Loss = number, SuggestedLabel = "i", Confidence = 0.5 }),
            ],
            Intervals = [],
        });
    }

    private async Task<Review> SelectAsync(string reviewId)
    {
        await harness.AskAsync<SelectForReview, ReviewSelected>(
            new SelectForReview
            {
                DatasetId = Dataset.Name,
                CommandId = "",
                ReviewId = reviewId,
                Purpose = ReviewPurpose.Round,
                Round = 2,
                Snapshot = 2,
                SettingsVersion = 1,
                GenerationSnapshot = 1,
                RankingShards = 1,
            }, "select-for-review");
        return await store.GetDocumentAsync(StoreKeys.Review(Dataset.Name, reviewId), Formats.Review);
    }

    /// <summary>Decides every item, the first ones as wrong, and closes the review.</summary>
    private async Task CloseAsync(Review review, int wrong)
    {
        await dataset.DecideAsync(review.ReviewId, "b1", [.. review.Items.Select((item, index) => new Decision
        {
            DecisionId = $"a-{index}",
            SampleId = item.SampleId,
            Verdict = Verdict.Certify,
            Label = index < wrong ? Settings.Classes.First(label => !item.GivenLabels.Contains(label)) : item.GivenLabels[0],
            Supersedes = [],
        })]);
        await dataset.CloseAsync(review.ReviewId, "b1");
        await Dataset.AdvanceAsync(harness, 2, 3);
    }
}
