using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Balancer.Tests;

public sealed class WhenADatasetIsBalanced
{
    private const string Dataset = "numerals";

    private static readonly BalanceDataset Command = new() { DatasetId = Dataset, CommandId = "", Release = 1, Snapshot = 4, SettingsVersion = 1 };

    [Fact]
    public async Task ThePlanIsStoredAndTold()
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(store, Settings(), certifiedOf: _ => 20);
        await using var harness = await Harness.StartAsync<BalancerModule>(store);

        var balanced = await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        var stored = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 1), Formats.Release);
        var plan = await store.GetDocumentBlobAsync(balanced.Plan, Formats.Release);
        Assert.Equal(Formats.Release.Write(stored), Formats.Release.Write(plan));
        Assert.Equal(stored.Trainings.Count, balanced.FoldCount);
        Assert.Equal(["as distributed", "pipeline output", "fold 1 of 3", "fold 2 of 3", "fold 3 of 3"], stored.Trainings.Select(training => training.Name));
        Assert.Equal((4, "sha256:content", 1), (stored.Snapshot, stored.ContentDigest, balanced.Release));
        Assert.Equal(4, stored.Test.Count);
    }

    [Fact]
    public async Task ARepetitionTellsTheSameAndStoresNothing()
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(store, Settings(), certifiedOf: _ => 20);
        await using var first = await Harness.StartAsync<BalancerModule>(store);
        var once = await first.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");
        var before = await KeysAsync(store);

        await using var second = await Harness.StartAsync<BalancerModule>(store);
        var again = await second.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        Assert.Equal(once, again);
        Assert.Equal(before, await KeysAsync(store));
    }

    [Fact]
    public async Task TheExternalTestSetIsTestedWithAndNeverTrainedOn()
    {
        var store = new InMemoryObjectStore();
        LabelledSample[] test = [new() { SampleId = Id("i", 3), Label = "i" }, new() { SampleId = new string('f', 64), Label = "ii" }];
        var descriptor = await store.PutDocumentBlobAsync(Formats.TestSet, new TestSet { Samples = test });
        await StoreDatasetAsync(store, Settings() with { TestSet = descriptor }, certifiedOf: _ => 20);
        await using var harness = await Harness.StartAsync<BalancerModule>(store);

        await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        var release = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 1), Formats.Release);
        Assert.Equal(test, release.Test);
        Assert.Equal(1, release.HeldOutFromTraining);
        Assert.All(release.Trainings, training => Assert.DoesNotContain(training.Train.Concat(training.Validation), sample => sample.SampleId == Id("i", 3)));
    }

    [Fact]
    public async Task TheSecondReleaseKeepsWhatTheFirstKept()
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(store, Settings(), certifiedOf: label => label == "i" ? 20 : 12);
        await using var harness = await Harness.StartAsync<BalancerModule>(store);
        await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");
        await store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Dataset, 2), Formats.Settings, Settings() with { Seed = 4 });

        await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command with { Release = 2, SettingsVersion = 2 }, "balance-dataset");

        var first = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 1), Formats.Release);
        var second = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 2), Formats.Release);
        Assert.Equal(8, first.Surplus.Count);
        Assert.Equal(first.Surplus, second.Surplus);
        Assert.NotEqual(first.Test, second.Test);
    }

    [Fact]
    public async Task TheEasiestAreSurplusWhereTheOwnerSaysSo()
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(store, Settings() with { Release = new ReleasePolicy { Surplus = SurplusPolicies.Redundant } }, certifiedOf: label => label == "i" ? 20 : 12);
        await store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(Dataset, 1, 0), Formats.Ranking, new RankingShard
        {
            Round = 1,
            Shard = 0,
            Intervals = [],
            Samples = [.. Enumerable.Range(0, 20).Select(number => new RankedSample
            {
                SampleId = Id("i", number),
                Loss = 1,
                SuggestedLabel = "i",
                Confidence = 1,
                Dynamics = new SampleDynamics { AreaUnderMargin = 0, ForgettingEvents = 0, NeverLearned = false, El2n = number / 20.0 },
            })],
        });
        await using var harness = await Harness.StartAsync<BalancerModule>(store);

        await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        var release = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 1), Formats.Release);
        Assert.Equal(
            Enumerable.Range(0, 8).Select(number => Id("i", number)).Order(StringComparer.Ordinal),
            release.Surplus.Select(sample => sample.SampleId));
    }

    [Fact]
    public async Task CleaningFollowsTheOrderInWhichReviewsShowedTheImages()
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(
            store, Settings() with { Evaluation = new EvaluationPlan { CleaningShares = [0.1] } }, certifiedOf: _ => 20, givenOf: label => label == "i" ? "ii" : "i");
        string[] shown = [Id("i", 7), Id("ii", 2)];
        await StoreReviewAsync(store, "0001-round", snapshot: 3, shown);
        await StoreReviewAsync(store, "0002-round", snapshot: 4, [Id("i", 1)]);
        await using var harness = await Harness.StartAsync<BalancerModule>(store);

        await harness.AskAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        var release = await store.GetDocumentAsync(StoreKeys.Release(Dataset, 1), Formats.Release);
        var cleaned = release.Trainings.Single(training => training is { Purpose: TrainingPurpose.Cleaning, Share: 0.1 });
        var heldOut = release.Test.Concat(cleaned.Test).Select(sample => sample.SampleId).ToHashSet();
        var right = cleaned.Train.Concat(cleaned.Validation).Where(file => file.SampleId == Id(file.Label, Number(file.SampleId, file.Label))).Select(file => file.SampleId).ToHashSet();
        Assert.Equal((int)Math.Round(0.1 * (40 - heldOut.Count), MidpointRounding.AwayFromZero), right.Count);
        Assert.Superset(shown.Where(id => !heldOut.Contains(id)).ToHashSet(), right);
    }

    [Theory]
    [InlineData(1, "class 'ii' has 1")]
    [InlineData(0, "class 'ii' has 0")]
    public async Task AClassThatIsTooSmallIsAFaultThatSaysWhatToDo(int count, string what)
    {
        var store = new InMemoryObjectStore();
        await StoreDatasetAsync(store, Settings(), certifiedOf: label => label == "i" ? 20 : count);
        await using var harness = await Harness.StartAsync<BalancerModule>(store);

        var fault = await harness.AskInVainAsync<BalanceDataset, DatasetBalanced>(Command, "balance-dataset");

        Assert.StartsWith("release 1 from snapshot 4: ", fault, StringComparison.Ordinal);
        Assert.Contains(what, fault, StringComparison.Ordinal);
        Assert.Contains("certify more images", fault, StringComparison.Ordinal);
    }

    private static CurationSettings Settings() =>
        new() { Classes = ["i", "ii"], FoldCount = 3, ReleaseValidationCount = 10, ReleaseTestShare = 0.1, Seed = 3 };

    private static string Id(string label, int number) => Digests.Hex(Digests.Sha256(System.Text.Encoding.UTF8.GetBytes(label + number.ToString(CultureInfo.InvariantCulture))));

    /// <summary>The number of the sample of that label; −1 where it is not of that label.</summary>
    private static int Number(string sampleId, string label) => Enumerable.Range(0, 20).FirstOrDefault(number => Id(label, number) == sampleId, -1);

    private static async Task StoreReviewAsync(InMemoryObjectStore store, string reviewId, int snapshot, IEnumerable<string> sampleIds) =>
        await store.PutDocumentIfAbsentAsync(StoreKeys.Review(Dataset, reviewId), Formats.Review, new Review
        {
            ReviewId = reviewId,
            Purpose = ReviewPurpose.Round,
            Round = 1,
            Snapshot = snapshot,
            Items = [.. sampleIds.Select(id => new ReviewItem { SampleId = id, End = ReviewEnd.LikelyInvalid, Reason = "shown", GivenLabels = ["i"] })],
        });

    private static async Task StoreDatasetAsync(
        InMemoryObjectStore store, CurationSettings settings, Func<string, int> certifiedOf, Func<string, string>? givenOf = null)
    {
        var samples = settings.Classes.SelectMany(label => Enumerable.Range(0, certifiedOf(label)).Select(number => new Sample
        {
            SampleId = Id(label, number),
            MediaType = "image/png",
            SizeBytes = 1,
            Width = 1,
            Height = 1,
            Status = SampleStatus.Certified,
            Origin = SampleOrigin.Ingested,
            GivenLabels = [givenOf?.Invoke(label) ?? label],
            CertifiedLabel = label,
            Conflict = false,
            Provenance = [new Provenance { Source = "folder", Name = $"{label}/{number}.png", Label = givenOf?.Invoke(label) ?? label }],
            ArrivedIn = 1,
        })).OrderBy(sample => sample.SampleId, StringComparer.Ordinal).ToList();
        await store.PutDocumentIfAbsentAsync(StoreKeys.Settings(Dataset, 1), Formats.Settings, settings);
        await store.PutDocumentIfAbsentAsync(StoreKeys.Snapshot(Dataset, 4), Formats.Snapshot, new Snapshot
        {
            SnapshotVersion = 4,
            Parent = 3,
            ContentDigest = "sha256:content",
            Counts = new SnapshotCounts { Samples = samples.Count, Uncertified = 0, Certified = samples.Count, Removed = 0, Conflicts = 0 },
            Batches = [],
            Reviews = [],
            CommandId = "c",
            ShardBits = 0,
            Shards = [await store.PutBlobAsync(JsonLines.Write(samples), "application/gzip")],
            History = await store.PutDocumentBlobAsync(
                Formats.History, new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }),
        });
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(InMemoryObjectStore store)
    {
        var keys = new List<string>();
        await foreach (var info in store.ListAsync(""))
        {
            keys.Add(info.Key);
        }

        return keys;
    }
}
