using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using MassTransit;

namespace Dcai.Ledger.Tests;

public sealed class WhenASnapshotAdvances : IAsyncLifetime
{
    private readonly InMemoryObjectStore store = new();
    private readonly Dataset dataset;
    private Harness harness = null!;

    public WhenASnapshotAdvances() => dataset = new Dataset(store);

    public async Task InitializeAsync() => harness = await Harness.StartAsync<LedgerModule>(store);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task EveryWaitingBatchIsFolded()
    {
        await dataset.IngestAsync("b", Enumerable.Range(0, 20));
        await dataset.IngestAsync("a", Enumerable.Range(10, 20));

        var advanced = await Dataset.AdvanceAsync(harness, 0);

        Assert.Equal((1, false), (advanced.Version, advanced.MoreToFold));
        Assert.Equal(["a", "b"], advanced.Batches);
        Assert.Equal(new SnapshotCounts { Samples = 30, Uncertified = 30, Certified = 0, Removed = 0, Conflicts = 0, Unusual = 0 }, advanced.Counts);
        Assert.Equal(advanced.Counts, advanced.GenerationCounts);
        var snapshot = await store.GetDocumentAsync(StoreKeys.Snapshot(Dataset.Name, 1), Formats.Snapshot);
        Assert.Equal((0, advanced.ContentDigest, advanced.CommandId), (snapshot.Parent, snapshot.ContentDigest, snapshot.CommandId));
        Assert.Equal(30, (await dataset.SamplesAsync(1)).Count);
    }

    [Fact]
    public async Task NothingNewIsAnsweredWithTheParentAndNoNewVersion()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        var first = await Dataset.AdvanceAsync(harness, 0);

        var second = await Dataset.AdvanceAsync(harness, 1, sequence: 2);

        Assert.Equal((1, first.ContentDigest, 2L, false), (second.Version, second.ContentDigest, second.Sequence, second.MoreToFold));
        Assert.Single(await dataset.KeysAsync(StoreKeys.SnapshotPrefix(Dataset.Name)));
    }

    [Fact]
    public async Task AnEmptyDatasetStaysAtVersionZero()
    {
        var advanced = await Dataset.AdvanceAsync(harness, 0);

        Assert.Equal((0, 0, false), (advanced.Version, advanced.Counts.Samples, advanced.MoreToFold));
        Assert.Empty(await dataset.KeysAsync(StoreKeys.SnapshotPrefix(Dataset.Name)));
    }

    [Fact]
    public async Task ARepetitionTellsTheSameAndStoresNothing()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        var once = await Dataset.AdvanceAsync(harness, 0);
        await dataset.IngestAsync("b", Enumerable.Range(5, 5));
        var before = await dataset.KeysAsync();

        await using var restarted = await Harness.StartAsync<LedgerModule>(store);
        var again = await Dataset.AdvanceAsync(restarted, 0);

        Assert.Equal(CanonicalJson.Serialize(once), CanonicalJson.Serialize(again));
        Assert.Equal(before, await dataset.KeysAsync());
    }

    [Fact]
    public async Task TheLoserTellsOfTheWinnersSnapshot()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        var winner = await Dataset.AdvanceAsync(harness, 0);
        await dataset.IngestAsync("b", Enumerable.Range(5, 5));

        var loser = await Dataset.AdvanceAsync(harness, 0, sequence: 2);

        Assert.NotEqual(winner.CommandId, loser.CommandId);
        Assert.Equal((1, winner.ContentDigest, 2L, true), (loser.Version, loser.ContentDigest, loser.Sequence, loser.MoreToFold));
        Assert.Equal(["a"], loser.Batches);
    }

    [Fact]
    public async Task MoreThanOneAdvanceFoldsWaitsForTheNext()
    {
        for (var batch = 0; batch < 70; batch++)
        {
            await dataset.IngestAsync(batch.ToString("D2", CultureInfo.InvariantCulture), [batch]);
        }

        var first = await Dataset.AdvanceAsync(harness, 0);
        var second = await Dataset.AdvanceAsync(harness, 1, 2);

        Assert.Equal((64, true, 64), (first.Batches.Count, first.MoreToFold, first.Counts.Samples));
        Assert.Equal((6, false, 70), (second.Batches.Count, second.MoreToFold, second.Counts.Samples));
    }

    [Fact]
    public async Task ABatchWrittenAgainOnAnotherDayCountsOnce()
    {
        await dataset.IngestAsync("a", [1]);
        await dataset.IngestAsync("a", [1], day: new DateOnly(2026, 1, 3));

        Assert.Equal(["a"], (await Dataset.AdvanceAsync(harness, 0)).Batches);
        Assert.Equal(1, (await Dataset.AdvanceAsync(harness, 1, 2)).Version);
    }

    [Fact]
    public async Task LaterArrivalsAreNoneOfTheGeneration()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.IngestAsync("b", Enumerable.Range(5, 7));

        var advanced = await Dataset.AdvanceAsync(harness, 1, 2, generation: 1);

        Assert.Equal((12, 5), (advanced.Counts.Samples, advanced.GenerationCounts.Samples));
    }

    [Fact]
    public async Task OnlyClosedReviewsAreFolded()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.StoreReviewAsync("0001-seed", 1, ReviewPurpose.Seed, 1, Dataset.Item(0), Dataset.Item(1));
        await dataset.DecideAsync("0001-seed", "b1", Dataset.Certify("d0", 0), Dataset.Remove("d1", 1, "blurred"));

        var open = await Dataset.AdvanceAsync(harness, 1, 2);
        await dataset.CloseAsync("0001-seed", "b1");
        var closed = await Dataset.AdvanceAsync(harness, 1, 3);

        Assert.Equal(1, open.Version);
        Assert.Equal(["0001-seed"], closed.Reviews);
        Assert.Equal((2, 3, 1, 1), (closed.Version, closed.Counts.Uncertified, closed.Counts.Certified, closed.Counts.Removed));
        var samples = await dataset.SamplesAsync(2);
        Assert.Equal(("i", "ada", 0), (samples[Dataset.Id(0)].CertifiedLabel, samples[Dataset.Id(0)].CertifiedBy, samples[Dataset.Id(0)].Round));
        Assert.Equal("blurred", samples[Dataset.Id(1)].RemovedReason);
    }

    [Fact]
    public async Task ACorrectionIsFoldedAtTheNextAdvance()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.CertifyAsync("0001-seed", 1, [0, 1]);
        await Dataset.AdvanceAsync(harness, 1, 2);
        await dataset.DecideAsync("0001-seed", "a-correction", Dataset.Remove("undo", 0, "no numeral", "0001-seed-0"));

        var advanced = await Dataset.AdvanceAsync(harness, 2, 3);
        var nothing = await Dataset.AdvanceAsync(harness, 3, 4);

        Assert.Equal((3, 1, 1), (advanced.Version, advanced.Counts.Certified, advanced.Counts.Removed));
        Assert.Equal("no numeral", (await dataset.SamplesAsync(3))[Dataset.Id(0)].RemovedReason);
        Assert.Equal(3, nothing.Version);
    }

    [Fact]
    public async Task ACorrectionOfAnOlderReviewDoesNotOverruleANewerOne()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 5));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.CertifyAsync("0001-seed", 1, [0, 1]);
        await Dataset.AdvanceAsync(harness, 1, 2);
        await dataset.IngestAsync("b", [0], label: _ => "iii");
        var conflicting = await Dataset.AdvanceAsync(harness, 2, 3);
        await dataset.StoreReviewAsync("0002-conflict", 3, ReviewPurpose.Conflict, 1, Dataset.Item(0) with { GivenLabels = ["i", "iii"] });
        await dataset.DecideAsync("0002-conflict", "b1", Dataset.Certify("d", 0, "iii"));
        await dataset.CloseAsync("0002-conflict", "b1");
        var settled = await Dataset.AdvanceAsync(harness, 3, 4);
        await dataset.DecideAsync("0001-seed", "z", Dataset.Remove("late", 0, "junk", "0001-seed-0"));

        var corrected = await Dataset.AdvanceAsync(harness, 4, 5);

        Assert.Equal((1, 0, 0), (conflicting.Counts.Conflicts, settled.Counts.Conflicts, corrected.Counts.Conflicts));
        Assert.Equal((5, "iii"), (corrected.Version, (await dataset.SamplesAsync(5))[Dataset.Id(0)].CertifiedLabel));
    }

    [Fact]
    public async Task ShardsInWhichNothingChangedAreShared()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 9000));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.CertifyAsync("0001-seed", 1, [0]);
        await Dataset.AdvanceAsync(harness, 1, 2);

        var first = await store.GetDocumentAsync(StoreKeys.Snapshot(Dataset.Name, 1), Formats.Snapshot);
        var second = await store.GetDocumentAsync(StoreKeys.Snapshot(Dataset.Name, 2), Formats.Snapshot);

        Assert.Equal((2, 2), (first.ShardBits, second.ShardBits));
        Assert.Equal(3, first.Shards.Zip(second.Shards).Count(pair => pair.First == pair.Second));
        var samples = await new Work.SnapshotReader(store).SamplesAsync(second, CancellationToken.None);
        Assert.Equal(samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal).Select(sample => sample.SampleId), samples.Select(sample => sample.SampleId));
        Assert.Equal(9000, samples.Count);
    }

    [Fact]
    public async Task NearDuplicatesThatARoundFoundAreGroupsOnceItIsFolded()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 10));
        await Dataset.AdvanceAsync(harness, 0);
        for (var shard = 0; shard < 2; shard++)
        {
            string[] ids = [.. new[] { Dataset.Id(shard), Dataset.Id(7) }.Order(StringComparer.Ordinal)];
            await store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(Dataset.Name, 1, shard), Formats.Ranking, new RankingShard
            {
                Round = 1,
                Shard = shard,
                Samples = [],
                Intervals = [],
                Near = new NearSearch { Snapshot = 1, LeastLikeness = 0.8, Pairs = [new NearPair { First = ids[0], Second = ids[1], Likeness = 0.9 }] },
            });
        }

        await dataset.StoreReviewAsync("0001-round", 1, ReviewPurpose.Round, 1, Dataset.Item(3, ReviewEnd.LikelyValid));
        await dataset.DecideAsync("0001-round", "b1", Dataset.Certify("d3", 3));
        await dataset.CloseAsync("0001-round", "b1");

        await Dataset.AdvanceAsync(harness, 1, 2);

        var samples = (await dataset.SamplesAsync(2)).Values;
        string[] alike = [Dataset.Id(0), Dataset.Id(1), Dataset.Id(7)];
        Assert.All(samples, sample => Assert.Equal(alike.Contains(sample.SampleId) ? alike.Min(StringComparer.Ordinal) : null, sample.NearGroup));
    }

    [Fact]
    public async Task TheMetricsOfAFoldedRoundAreWrittenAndCorrectionsLeaveThem()
    {
        await dataset.IngestAsync("a", Enumerable.Range(0, 10));
        await Dataset.AdvanceAsync(harness, 0);
        await dataset.CertifyAsync("0001-seed", 1, [0, 1, 2]);
        await Dataset.AdvanceAsync(harness, 1, 2);
        await StoreModelAsync(round: 1, snapshot: 2);
        await dataset.StoreReviewAsync(
            "0002-round", 2, ReviewPurpose.Round, 1, Dataset.Item(3, ReviewEnd.LikelyInvalid), Dataset.Item(4, ReviewEnd.LikelyValid), Dataset.Item(5, ReviewEnd.LikelyValid));
        await dataset.DecideAsync("0002-round", "b1", Dataset.Remove("d3", 3, "junk"), Dataset.Certify("d4", 4), Dataset.Certify("d5", 5, "i"));
        await dataset.CloseAsync("0002-round", "b1");
        await Dataset.AdvanceAsync(harness, 2, 3);
        await dataset.DecideAsync("0002-round", "b2", Dataset.Certify("d5b", 5, null, "d5"));
        await Dataset.AdvanceAsync(harness, 3, 4);

        var metrics = await store.GetDocumentAsync(StoreKeys.RoundMetrics(Dataset.Name, 1), Formats.RoundMetrics);

        Assert.Equal((1, 2, 1, 0.75, 0.5), (metrics.Round, metrics.Train, metrics.Validation, metrics.TrainAccuracy, metrics.ValidationAccuracy));
        Assert.Equal((2 / 3.0, 0.5, 1.0), (metrics.PipelineAccuracy, metrics.LikelyValidAccuracy, metrics.LikelyInvalidAccuracy));
        Assert.Equal(0.3, metrics.ValidatedRatio);
        Assert.Equal((1.5, 0.1), (metrics.SecondsPerEpochMean, metrics.SecondsPerEpochSd));
    }

    private async Task StoreModelAsync(int round, int snapshot)
    {
        await store.PutDocumentIfAbsentAsync(StoreKeys.TrainingSet(Dataset.Name, round), Formats.TrainingSet, new TrainingSet
        {
            Round = round,
            Snapshot = snapshot,
            Train = [],
            Validation = [],
            HeldOutCount = 0,
        });
        await store.PutDocumentIfAbsentAsync(StoreKeys.ModelCard(Dataset.Name, round), Formats.ModelCard, new ModelCard
        {
            Name = "round 1",
            Round = round,
            Weights = new Descriptor { MediaType = "application/octet-stream", Digest = "sha256:" + Dataset.Id(0), SizeBytes = 1 },
            Classes = Dataset.Settings.Classes,
            TrainCount = 2,
            ValidationCount = 1,
            BestEpoch = 1,
            TrainAccuracy = 0.75,
            ValidationAccuracy = 0.5,
            SecondsPerEpochMean = 1.5,
            SecondsPerEpochSd = 0.1,
            Seed = 1,
            History = [],
            Intervals = [],
        });
    }
}

public sealed class WhenTheLedgerIsCutAnywhere
{
    [Fact]
    public async Task TheSameCommandAfterARestartEndsWithTheSameContent()
    {
        var undisturbed = new InMemoryObjectStore();
        var expected = await CurateAsync(undisturbed);
        var steps = 0;
        undisturbed = new InMemoryObjectStore { Fault = (_, _) => { steps++; return default; } };
        await CurateAsync(undisturbed);

        // Every second step keeps the test short; over the two advances each kind of step is cut before and after it takes effect.
        for (var cut = 1; cut <= steps; cut += 2)
        {
            var store = new InMemoryObjectStore();
            var (at, step) = (cut, 0);
            store.Fault = (_, _) => ++step == at ? throw new ObjectStoreException($"cut at step {at}") : default;

            Assert.Equal(expected, await CurateAsync(store));
        }

        Assert.True(steps > 40, $"Only {steps} steps were there to cut.");
    }

    /// <summary>Two advances; after a fault the process starts again and the same command comes again.</summary>
    private static async Task<(int Version, string ContentDigest)> CurateAsync(InMemoryObjectStore store)
    {
        var fault = store.Fault;
        store.Fault = null;
        var dataset = new Dataset(store);
        await dataset.IngestAsync("a", Enumerable.Range(0, 12));
        store.Fault = fault;
        await InsistAsync(store, 0, 1);
        store.Fault = null;
        await dataset.CertifyAsync("0001-seed", 1, [0, 1, 2]);
        store.Fault = fault;
        var advanced = await InsistAsync(store, 1, 2);
        return (advanced.Version, advanced.ContentDigest);
    }

    private static async Task<SnapshotAdvanced> InsistAsync(InMemoryObjectStore store, int parent, long sequence)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Without the definition there is no retry: the process dies with its first error.
            await using var harness = await Harness.StartAsync<LedgerModule>(store, bus => bus.AddConsumer<AdvanceSnapshotConsumer>());
            try
            {
                return await Dataset.AdvanceAsync(harness, parent, sequence);
            }
            catch (InvalidOperationException error) when (attempt == 1 && error.Message.StartsWith("cut", StringComparison.Ordinal))
            {
                continue;
            }
        }
    }
}
