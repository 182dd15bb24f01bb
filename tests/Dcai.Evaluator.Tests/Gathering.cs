using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Evaluator.Tests;

/// <summary>Puts into a store what rounds and trainings would have left there.</summary>
internal sealed class Gathering(IObjectStore store)
{
    public const string Dataset = "numerals";

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds after the dataset's start.</summary>
    public static WorkInterval Interval(double from, double to) => new() { From = Start.AddSeconds(from), To = Start.AddSeconds(to) };

    public static ModelCard Card(
        string name, int round, int train = 10, int validation = 4, double trainAccuracy = 0.5, double validationAccuracy = 0.25, ulong seed = 7,
        params WorkInterval[] intervals) => new()
        {
            Name = name,
            Round = round,
            Weights = new Descriptor { MediaType = "application/vnd.safetensors", Digest = $"sha256:{new string('0', 64)}", SizeBytes = 1 },
            Classes = ["i", "ii"],
            TrainCount = train,
            ValidationCount = validation,
            BestEpoch = 1,
            TrainAccuracy = trainAccuracy,
            ValidationAccuracy = validationAccuracy,
            SecondsPerEpochMean = 1,
            SecondsPerEpochSd = 0,
            Seed = seed,
            History = [],
            Intervals = intervals,
        };

    public Task StoreOutcomeAsync(int fold, bool isFold, ModelCard card, int testCount = 0, double? testAccuracy = null) =>
        StoreOutcomeAsync(fold, Outcome(card, isFold, testCount, testAccuracy));

    public Task StoreOutcomeAsync(int fold, TrainingOutcome outcome) =>
        store.PutDocumentIfAbsentAsync(StoreKeys.FoldOutcome(Dataset, 1, fold), Formats.Outcome, outcome);

    public static TrainingOutcome Outcome(ModelCard card, bool isFold, int testCount, double? testAccuracy) => new()
    {
        Name = card.Name,
        IsFold = isFold,
        Card = card,
        TestCount = testCount,
        TestAccuracy = testAccuracy,
        PerClass = [],
    };

    public async Task StoreRankingAsync(int round, params WorkInterval[] shards)
    {
        for (var shard = 0; shard < shards.Length; shard++)
        {
            await store.PutDocumentIfAbsentAsync(
                StoreKeys.Ranking(Dataset, round, shard), Formats.Ranking,
                new RankingShard { Round = round, Shard = shard, Samples = [], Intervals = [shards[shard]] });
        }
    }

    /// <summary>What only a round with a model of its own leaves.</summary>
    public async Task StoreModelAsync(int round, params WorkInterval[] intervals)
    {
        await store.PutDocumentIfAbsentAsync(StoreKeys.ModelCard(Dataset, round), Formats.ModelCard, Card($"round {round}", round, intervals: intervals));
        await store.PutDocumentIfAbsentAsync(StoreKeys.RoundMetrics(Dataset, round), Formats.RoundMetrics, new RoundMetrics
        {
            Round = round,
            Train = 10,
            Validation = 4,
            TrainAccuracy = 0.5,
            ValidationAccuracy = 0.25,
            PipelineAccuracy = 0.75,
            ValidatedRatio = 0.1 * round,
            SecondsPerEpochMean = 1,
            SecondsPerEpochSd = 0,
        });
    }

    public Task StoreBatchAsync(string batchId, params (string Name, char Digest, IngestVerdict Verdict)[] files) =>
        store.PutIfAbsentAsync(StoreKeys.IngestBatch(Dataset, new DateOnly(2026, 1, 2), batchId), JsonLines.Write(files.Select(file => new IngestedFile
        {
            Name = file.Name,
            Source = "folder",
            Origin = SampleOrigin.Ingested,
            Content = new Descriptor { MediaType = "image/png", Digest = $"sha256:{new string(file.Digest, 64)}", SizeBytes = 1 },
            Verdict = file.Verdict,
            Reason = file.Verdict == IngestVerdict.Rejected ? "no image" : null,
            Width = 0,
            Height = 0,
        })));

    /// <summary>A closed review of these samples, decided one by one in this order by a simulated reviewer.</summary>
    public async Task StoreReviewAsync(string reviewId, int snapshot, params char[] samples)
    {
        await store.PutDocumentIfAbsentAsync(StoreKeys.Review(Dataset, reviewId), Formats.Review, new Review
        {
            ReviewId = reviewId,
            Purpose = ReviewPurpose.Round,
            Round = 1,
            Snapshot = snapshot,
            Items = [.. samples.Select(sample => new ReviewItem { SampleId = new string(sample, 64), End = ReviewEnd.LikelyInvalid, Reason = "shown", GivenLabels = ["i"] })],
        });
        for (var number = 0; number < samples.Length; number++)
        {
            var batchId = $"{reviewId}-{samples.Length - number}";
            await store.PutDocumentIfAbsentAsync(StoreKeys.Decisions(Dataset, reviewId, batchId), Formats.Decisions, new DecisionBatch
            {
                BatchId = batchId,
                ReviewId = reviewId,
                Reviewer = "ada",
                Simulated = true,
                SubmittedAt = Start.AddMinutes((10 * snapshot) + number),
                Decisions = [new Decision { DecisionId = $"{batchId}-d", SampleId = new string(samples[number], 64), Verdict = Verdict.Remove }],
            });
        }
    }

    public static Sample Sample(char id, SampleStatus status, IReadOnlyList<string> labels, params string[] splits) => new()
    {
        SampleId = new string(id, 64),
        MediaType = "image/png",
        SizeBytes = 1,
        Width = 1,
        Height = 1,
        Status = status,
        Origin = SampleOrigin.Ingested,
        GivenLabels = labels,
        CertifiedLabel = status == SampleStatus.Certified ? labels[0] : null,
        Conflict = false,
        Provenance = [.. splits.Select((split, number) => new Provenance { Source = "folder", Name = $"{id}{number}.png", Label = labels[0], Split = split })],
        ArrivedIn = 1,
    };

    /// <summary>Settings (the dataset's start), a snapshot of the samples and a release.</summary>
    /// <returns>The command that gathers <paramref name="trainings"/> outcomes.</returns>
    public async Task<EvaluateDataset> StoreReleaseAsync(int trainings, params Sample[] samples)
    {
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Settings(Dataset, 1), Formats.Settings, new CurationSettings { Classes = ["i", "ii"], Profile = "paper", Seed = 9 });
        await store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(Dataset, 4), Formats.Snapshot, new Snapshot
        {
            SnapshotVersion = 4,
            Parent = 3,
            ContentDigest = "sha256:content",
            Counts = new SnapshotCounts
            {
                Samples = samples.Length,
                Uncertified = samples.Count(sample => sample.Status == SampleStatus.Uncertified),
                Certified = samples.Count(sample => sample.Status == SampleStatus.Certified),
                Removed = samples.Count(sample => sample.Status == SampleStatus.Removed),
                Conflicts = 0,
            },
            Batches = [],
            Reviews = [],
            CommandId = "c",
            ShardBits = 0,
            Shards = [samples.Length == 0 ? null : await store.PutBlobAsync(JsonLines.Write(samples), "application/gzip")],
            History = await store.PutDocumentBlobAsync(
                Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        });
        return new EvaluateDataset
        {
            DatasetId = Dataset,
            CommandId = "",
            Release = 1,
            Snapshot = 4,
            FoldCount = trainings,
            SettingsVersion = 1,
            Plan = await store.PutDocumentBlobAsync(Formats.Release, new Release
            {
                ReleaseVersion = 1,
                Snapshot = 4,
                ContentDigest = "sha256:content",
                Train = [],
                Validation = [],
                Test = [],
                Surplus = [],
                HeldOutFromTraining = 3,
                Trainings = [],
            }),
        };
    }
}
