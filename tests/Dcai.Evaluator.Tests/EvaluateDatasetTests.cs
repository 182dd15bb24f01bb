using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Evaluator.Tests;

public sealed class WhenAReleaseIsReported : IAsyncLifetime
{
    private readonly SetTime time = new(Gathering.Start);
    private readonly InMemoryObjectStore store;
    private readonly Gathering gathering;
    private Harness harness = null!;

    public WhenAReleaseIsReported() => gathering = new Gathering(store = new InMemoryObjectStore(time));

    public async Task InitializeAsync() => harness = await Harness.StartAsync<EvaluatorModule>(store, time: time);

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task TheReportIsStoredUnderItsReleaseAndAsTheBlobThatIsTold()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 0);

        var evaluated = await AskAsync(command);

        Assert.Equal(await store.TryGetAsync(StoreKeys.Report(Gathering.Dataset, 1)), await store.GetBlobAsync(evaluated.Report));
        var report = await ReportAsync();
        Assert.Equal((1, Gathering.Dataset, "paper", 9ul, "sha256:content"), (evaluated.Release, report.Dataset, report.Profile, report.Seed, report.ContentDigest));
        Assert.Equal(new ReleaseReference { Version = 1, Digest = command.Plan.Digest }, report.Release);
        Assert.Empty(report.Rounds);
        Assert.Empty(report.Evaluations);
    }

    [Fact]
    public async Task EveryTrainingIsARowAndTheFoldsAreTheirMeans()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 4);
        await gathering.StoreOutcomeAsync(0, false, Gathering.Card("as distributed", 0, 20, 6, 0.75, 0.5, seed: 1), 8, 0.625);
        await gathering.StoreOutcomeAsync(1, false, Gathering.Card("pipeline output", 0, 12, 6, 1, 0.75, seed: 2));
        await gathering.StoreOutcomeAsync(2, true, Gathering.Card("fold 1 of 2", 0, 10, 4, 0.5, 0.25, seed: 3), 8, 0.5);
        await gathering.StoreOutcomeAsync(3, true, Gathering.Card("fold 2 of 2", 0, 12, 6, 1, 0.75, seed: 4), 8, 0.75);

        await AskAsync(command);

        var report = await ReportAsync();
        Assert.Equal(
            [
                Row("as distributed", 20, 6, 8, 0.75, 0.5, 0.625, 1),
                Row("pipeline output", 12, 6, 0, 1, 0.75, null, 2),
                Row("2-fold cross-validation, means", 11, 5, 8, 0.75, 0.5, 0.625, 3) with
                {
                    Trainings = 2,
                    TrainAccuracySd = Math.Sqrt(0.125),
                    ValidationAccuracySd = Math.Sqrt(0.125),
                    TestAccuracySd = Math.Sqrt(0.03125),
                },
            ],
            report.Evaluations);
        Assert.Equal(["as distributed", "pipeline output", "fold 1 of 2", "fold 2 of 2"], report.Outcomes.Select(outcome => outcome.Name));
    }

    [Fact]
    public async Task SeedsOfOneNameAreOneRowWithItsSpread()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 3);
        await gathering.StoreOutcomeAsync(0, false, Gathering.Card("pipeline output", 0, 12, 6, 1, 0.5, seed: 5), 8, 0.5);
        await gathering.StoreOutcomeAsync(1, Gathering.Outcome(Gathering.Card("pipeline output", 0, 12, 6, 1, 0.75, seed: 6), false, 8, 0.75) with { SeedNumber = 1 });
        await gathering.StoreOutcomeAsync(2, Gathering.Outcome(Gathering.Card("pipeline output", 0, 12, 6, 1, 1, seed: 7), false, 8, 1) with { SeedNumber = 2 });

        await AskAsync(command);

        Assert.Equal(
            [Row("pipeline output", 12, 6, 8, 1, 0.75, 0.75, 5) with { Trainings = 3, TrainAccuracySd = 0, ValidationAccuracySd = 0.25, TestAccuracySd = 0.25 }],
            (await ReportAsync()).Evaluations);
    }

    [Fact]
    public async Task RobustnessIsTheMeanOfEachRow()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 4);
        await gathering.StoreOutcomeAsync(0, Noisy("pipeline output", isFold: false, 0.75, 0.5));
        await gathering.StoreOutcomeAsync(1, Noisy("pipeline output", isFold: false, 0.25, 0.25));
        await gathering.StoreOutcomeAsync(2, Noisy("fold 1 of 2", isFold: true, 1, 0.5));
        await gathering.StoreOutcomeAsync(3, Noisy("fold 2 of 2", isFold: true, 0.5, 0));

        await AskAsync(command);

        Assert.Equal(
            [("pipeline output", 0, 0.5), ("pipeline output", 16, 0.375), ("2-fold cross-validation, means", 0, 0.75), ("2-fold cross-validation, means", 16, 0.25)],
            (await ReportAsync()).Robustness!.Select(point => (point.Name, point.NoiseSd, point.Accuracy)));
    }

    [Fact]
    public async Task EverythingNeededToRepeatItIsThere()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 0);

        await AskAsync(command);

        var report = await ReportAsync();
        Assert.Equal(Formats.Settings.Write(await store.GetDocumentAsync(StoreKeys.Settings(Gathering.Dataset, 1), Formats.Settings)), Formats.Settings.Write(report.Settings!));
        Assert.Matches(@"^\d+\.\d+\.\d+", report.CodeVersion);
        Assert.Equal((9ul, "sha256:content"), (report.Seed, report.ContentDigest));
    }

    [Fact]
    public async Task TheEffortIsWhatTheDecisionsBroughtToLight()
    {
        await gathering.StoreReviewAsync("0001-seed", snapshot: 2, 'a', 'b');
        await gathering.StoreReviewAsync("0002-round", snapshot: 3, 'c');
        await gathering.StoreReviewAsync("0003-round", snapshot: 4, 'd');
        var command = await gathering.StoreReleaseAsync(
            trainings: 0,
            Gathering.Sample('a', SampleStatus.Certified, ["i"], "train"),
            Gathering.Sample('b', SampleStatus.Removed, ["i"], "train"),
            Gathering.Sample('c', SampleStatus.Removed, ["ii"], "train"));

        await AskAsync(command);

        var effort = (await ReportAsync()).Review!;
        Assert.Equal((3, 2, 2, 3, true), (effort.Decisions, effort.LabelErrorsKnown, effort.DecisionsTo50, effort.DecisionsTo95, effort.Simulated));
        Assert.Equal([(0, 0), (1, 0), (2, 1), (3, 2)], effort.Found.Select(point => (point.Decisions, point.Errors)));
    }

    [Fact]
    public async Task CurveAndCleaningAreGatheredFromTheirTrainings()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 5);
        await gathering.StoreOutcomeAsync(0, false, Gathering.Card("pipeline output", 0), 8, 0.5);
        await gathering.StoreOutcomeAsync(1, Measured(TrainingPurpose.LearningCurve, 0.5, 50, 0.5));
        await gathering.StoreOutcomeAsync(2, Measured(TrainingPurpose.LearningCurve, 1, 100, 0.75));
        await gathering.StoreOutcomeAsync(3, Measured(TrainingPurpose.Cleaning, 0, 80, 0.5));
        await gathering.StoreOutcomeAsync(4, Measured(TrainingPurpose.Cleaning, 1, 70, 1));

        await AskAsync(command);

        var report = await ReportAsync();
        Assert.Equal([(50, 0.5), (100, 0.25)], report.LearningCurve!.Points.Select(point => (point.Train, point.Error)));
        Assert.Equal(-1, report.LearningCurve.Beta!.Value, 1e-6);
        Assert.Equal(0.9, report.Cleaning!.InspectedShareToTarget!.Value, 1e-9);
        Assert.Equal(["pipeline output"], report.Evaluations.Select(row => row.Name));
        Assert.Equal(5, report.Outcomes.Count);
    }

    [Fact]
    public async Task EveryRoundStandsBesideAPerfectRanker()
    {
        await gathering.StoreModelAsync(1);
        await gathering.StoreRankingAsync(1, Gathering.Interval(0, 1));
        await gathering.StoreReviewAsync("0001-round", snapshot: 3, 'a', 'b', 'c');
        var command = await gathering.StoreReleaseAsync(
            trainings: 0,
            Gathering.Sample('a', SampleStatus.Removed, ["i"], "train") with { Review = "0001-round" },
            Gathering.Sample('b', SampleStatus.Certified, ["i"], "train") with { Review = "0001-round" },
            Gathering.Sample('c', SampleStatus.Certified, ["i"], "train") with { Review = "0001-round" });

        await AskAsync(command);

        var round = Assert.Single((await ReportAsync()).Rounds);
        Assert.Equal((0.75, 1 / 3.0, null), (round.PipelineAccuracy, round.PerfectLikelyInvalidAccuracy, round.PerfectLikelyValidAccuracy));
    }

    [Fact]
    public async Task FilesAndSamplesAreCounted()
    {
        await gathering.StoreBatchAsync("a", ("a0.png", 'a', IngestVerdict.Accepted), ("broken.png", 'e', IngestVerdict.Rejected), ("a1.png", 'a', IngestVerdict.Duplicate));
        await gathering.StoreBatchAsync("b", ("broken.png", 'e', IngestVerdict.Rejected), ("other.png", 'e', IngestVerdict.Rejected));
        var command = await gathering.StoreReleaseAsync(
            trainings: 0,
            Gathering.Sample('a', SampleStatus.Certified, ["i"], "train", "train"),
            Gathering.Sample('b', SampleStatus.Certified, ["i", "ii"], "train", "val"),
            Gathering.Sample('c', SampleStatus.Removed, ["i"], "train", "train", "val"),
            Gathering.Sample('d', SampleStatus.Certified, ["ii"], "val"));

        await AskAsync(command);

        Assert.Equal(
            new ReportCounts
            {
                Ingested = 8,
                Duplicates = 4,
                Rejected = 2,
                Certified = 3,
                Removed = 1,
                TrainValidationOverlap = 2,
                LabelConflicts = 1,
                HeldOut = 3,
            },
            (await ReportAsync()).Counts);
    }

    [Fact]
    public async Task ARoundWithoutAModelOfItsOwnDoesNotHideTheNext()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 0);
        await gathering.StoreModelAsync(1);
        await gathering.StoreRankingAsync(1, Gathering.Interval(0, 1), Gathering.Interval(0, 1));
        await gathering.StoreRankingAsync(2, Gathering.Interval(2, 3));
        await gathering.StoreModelAsync(3);
        await gathering.StoreRankingAsync(3, Gathering.Interval(4, 5));

        await AskAsync(command);

        Assert.Equal([1, 3], (await ReportAsync()).Rounds.Select(round => round.Round));
    }

    [Fact]
    public async Task TheSecondsAreThoseOfEveryRoundShardAndTraining()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 2);
        await gathering.StoreModelAsync(1, Gathering.Interval(10, 20), Gathering.Interval(25, 30));
        await gathering.StoreRankingAsync(1, Gathering.Interval(32, 35), Gathering.Interval(33, 36));
        await gathering.StoreRankingAsync(2, Gathering.Interval(40, 41));
        await gathering.StoreOutcomeAsync(0, false, Gathering.Card("pipeline output", 0, intervals: Gathering.Interval(50, 60)));
        await gathering.StoreOutcomeAsync(1, true, Gathering.Card("fold 1 of 1", 0, intervals: Gathering.Interval(55, 65)));
        time.Now = Gathering.Start.AddSeconds(100);

        await AskAsync(command);

        Assert.Equal(new ReportSeconds { Total = 100, Training = 30, Inference = 5, Orchestration = 65 }, (await ReportAsync()).Seconds);
    }

    [Fact]
    public async Task TheTrainingOfGeneratorsIsTrainingToo()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 0);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.GanTimes(Gathering.Dataset, 1), Formats.GanTimes, new GanTimes { Release = 1, Intervals = [Gathering.Interval(20, 50)] });
        time.Now = Gathering.Start.AddSeconds(100);

        await AskAsync(command);

        Assert.Equal(new ReportSeconds { Total = 100, Training = 30, Inference = 0, Orchestration = 70 }, (await ReportAsync()).Seconds);
    }

    [Fact]
    public async Task ARepetitionTellsTheSameReport()
    {
        var command = await gathering.StoreReleaseAsync(trainings: 0);
        var once = await AskAsync(command);
        time.Now = Gathering.Start.AddHours(1);

        await using var second = await Harness.StartAsync<EvaluatorModule>(store, time: time);

        Assert.Equal(once, await second.AskAsync<EvaluateDataset, DatasetEvaluated>(command, "evaluate-dataset"));
    }

    [Fact]
    public async Task AMissingOutcomeIsNamed()
    {
        // Not through the queue, whose consumer would ask again for half a minute.
        var command = await gathering.StoreReleaseAsync(trainings: 1);

        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() =>
            new ReportGathering(store, new SettingsReader(store), new SnapshotReader(store), time).GatherAsync(command, CancellationToken.None));

        Assert.Equal(StoreKeys.FoldOutcome(Gathering.Dataset, 1, 0), error.Key);
    }

    private static TrainingOutcome Measured(TrainingPurpose purpose, double share, int train, double accuracy) =>
        Gathering.Outcome(Gathering.Card("measured", 0, train), false, 8, accuracy) with { Purpose = purpose, Share = share };

    private static TrainingOutcome Noisy(string name, bool isFold, double quiet, double loud) =>
        Gathering.Outcome(Gathering.Card(name, 0), isFold, 4, quiet) with
        {
            Robustness = [new NoiseAccuracy { Name = name, NoiseSd = 0, Accuracy = quiet }, new NoiseAccuracy { Name = name, NoiseSd = 16, Accuracy = loud }],
        };

    private static Evaluation Row(
        string name, int train, int validation, int test, double trainAccuracy, double validationAccuracy, double? testAccuracy, ulong seed) => new()
        {
            Name = name,
            Train = train,
            Validation = validation,
            Test = test,
            TrainAccuracy = trainAccuracy,
            ValidationAccuracy = validationAccuracy,
            TestAccuracy = testAccuracy,
            Seed = seed,
        };

    private Task<DatasetEvaluated> AskAsync(EvaluateDataset command) => harness.AskAsync<EvaluateDataset, DatasetEvaluated>(command, "evaluate-dataset");

    private Task<Report> ReportAsync() => store.GetDocumentAsync(StoreKeys.Report(Gathering.Dataset, 1), Formats.Report);
}

public sealed class WhenTimeIsSplit
{
    [Fact]
    public void OverlappingIntervalsCountOnce() =>
        Assert.Equal(
            Seconds(100, training: 25, inference: 0),
            Clock(100, [Gathering.Interval(10, 30), Gathering.Interval(20, 35), Gathering.Interval(12, 18)], []));

    [Fact]
    public void InferenceBesideATrainingIsTraining() =>
        Assert.Equal(Seconds(100, training: 20, inference: 15), Clock(100, [Gathering.Interval(10, 30)], [Gathering.Interval(25, 45)]));

    [Fact]
    public void NothingDoneIsOrchestration() => Assert.Equal(Seconds(60, training: 0, inference: 0), Clock(60, [], []));

    [Fact]
    public void OnlyWhatLiesBetweenStartAndEndCounts() =>
        Assert.Equal(
            Seconds(100, training: 15, inference: 0),
            Clock(100, [Gathering.Interval(-20, 5), Gathering.Interval(90, 130), Gathering.Interval(-9, -3), Gathering.Interval(120, 140)], []));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ThePartsAddUpToTheTotal(int seed)
    {
        var random = new Random(seed);
        WorkInterval[] Some() => [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() * 900).Select(from => Gathering.Interval(from, from + (random.NextDouble() * 30)))];
        var (training, inference) = (Some(), Some());

        var seconds = Clock(1000, training, inference);

        Assert.Equal(seconds.Total, seconds.Training + seconds.Inference + seconds.Orchestration, 1e-6);
        Assert.All([seconds.Training, seconds.Inference, seconds.Orchestration], part => Assert.InRange(part, 0, 1000));
        Assert.InRange(seconds.Training, training.Max(interval => (interval.To - interval.From).TotalSeconds), training.Sum(interval => (interval.To - interval.From).TotalSeconds));
    }

    /// <summary>Inference lies wholly within training: the same seconds, added up in other pieces, must not leave a trace.</summary>
    [Fact]
    public void ThereIsNoTimeBelowZero()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            WorkInterval[] training = [.. Enumerable.Range(0, 10).Select(number => Gathering.Interval(number + random.NextDouble(), number + 1 + random.NextDouble()))];
            WorkInterval[] inference = [.. training.Select(interval => new WorkInterval { From = interval.From, To = interval.From + ((interval.To - interval.From) * 0.37) })];

            var seconds = Clock(12, training, inference);

            Assert.Equal(0, seconds.Inference);
            Assert.True(seconds.Orchestration >= 0);
        }
    }

    private static ReportSeconds Clock(double total, IReadOnlyList<WorkInterval> training, IReadOnlyList<WorkInterval> inference) =>
        ReportGathering.Clock(Gathering.Start, Gathering.Start.AddSeconds(total), training, inference);

    private static ReportSeconds Seconds(double total, double training, double inference) =>
        new() { Total = total, Training = training, Inference = inference, Orchestration = total - training - inference };
}
