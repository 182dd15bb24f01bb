using Dcai.Api;
using Dcai.Cli.Demo;
using Dcai.Cli.Oracles;
using Dcai.Cli.Progress;
using Dcai.Cli.Reports;
using Dcai.Tests;

namespace Dcai.Cli.Tests;

public sealed class TheNumbers
{
    [Fact]
    public void Effort_is_the_position_of_the_decision_that_completes_the_share()
    {
        // 4 known errors, found at decisions 1, 3, 4 and 10; half of them after 3, 80 and 95 % need all 4.
        string[] order = ["e1", "a", "e2", "e3", "b", "c", "e1", "d", "f", "e4"];

        var effort = EffortMeter.Measure(order, new HashSet<string> { "e1", "e2", "e3", "e4" }, sampleCount: 99, simulated: true);

        Assert.Equal((10, 4, 3, 10, 10), (effort.Decisions, effort.LabelErrorsKnown, effort.DecisionsTo50, effort.DecisionsTo80, effort.DecisionsTo95));
        Assert.Equal((40, 80, 80), (effort.DecisionsTo50Random, effort.DecisionsTo80Random, effort.DecisionsTo95Random));
    }

    [Fact]
    public void Random_order_needs_what_the_simulation_of_it_needs()
    {
        const int samples = 200;
        const int errors = 20;
        var known = Enumerable.Range(0, errors).Select(number => $"s{number}").ToHashSet();
        var all = Enumerable.Range(0, samples).Select(number => $"s{number}").ToArray();
        var random = new Random(1);
        var needed = Enumerable.Range(0, 4000).Average(_ =>
        {
            random.Shuffle(all);
            return EffortMeter.Measure(all, known, samples, simulated: true).DecisionsTo80!.Value;
        });

        var expected = EffortMeter.Measure(all, known, samples, simulated: true).DecisionsTo80Random!.Value;

        // The standard error of the mean of 4000 is about 0.3.
        Assert.InRange(needed, expected - 1.5, expected + 1.5);
    }

    [Fact]
    public void What_was_not_reached_has_no_number()
    {
        var effort = EffortMeter.Measure(["e1"], new HashSet<string> { "e1", "e2" }, sampleCount: 10, simulated: true);

        Assert.Equal((1, null, null), (effort.DecisionsTo50, effort.DecisionsTo80, effort.DecisionsTo95));
        Assert.Null(EffortMeter.Measure(["a"], new HashSet<string>(), 10, true).DecisionsTo50Random);
    }

    [Fact]
    public void The_tables_are_the_papers()
    {
        var report = Report();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, interactive: false);

        terminal.Line(ReportTables.Counts(report.Counts));
        terminal.Console.Write(ReportTables.Rounds(report));
        terminal.Console.Write(ReportTables.Evaluations(report));
        terminal.Console.Write(ReportTables.Effort(report.Review!));
        terminal.Line(ReportTables.Seconds(report.Seconds));

        GoldenFile.Verify(GoldenFile.Beside("Golden/tables.txt"), output.ToString());
    }

    [Fact]
    public void A_status_is_one_line()
    {
        var status = new DatasetStatus
        {
            DatasetId = "numerals",
            State = "TrainingAuxiliary",
            Round = 2,
            Generation = 1,
            SettingsVersion = 1,
            SnapshotVersion = 3,
            Counts = new SampleCounts { Samples = 2831, Uncertified = 2431, Certified = 381, Removed = 19, Conflicts = 0, Unusual = 0 },
            UploadsWaiting = 0,
            BatchesWaiting = 0,
            OpenReviews = 0,
            Release = 0,
            Outstanding = [],
            Progress = [new WorkProgress { Activity = "training", Name = "round 2", Fraction = 0.5, Epoch = 7, Epochs = 12, Loss = 0.4123, Accuracy = 0.871, At = DateTimeOffset.UnixEpoch }],
        };

        Assert.Equal(
            "round 2 · training the auxiliary model · training round 2: epoch 7/12, loss 0.412, accuracy 0.871 · certified 381 and removed 19 of 2831",
            StatusLine.Of(status, new RemainingTime(TimeProvider.System)));
    }

    [Theory]
    [InlineData(23, "0:23")]
    [InlineData(725, "12:05")]
    [InlineData(3723, "1:02:03")]
    public void Times_read_as_a_clock(int seconds, string expected) => Assert.Equal(expected, StatusLine.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("/data/roman-mnist/original", "roman-mnist-original")]
    [InlineData("/data/Roman Mnist/Original/", "roman-mnist-original")]
    [InlineData("/ä/", "dataset")]
    public void A_folder_names_its_dataset(string folder, string expected) => Assert.Equal(expected, DemoInputs.NameOf(folder));

    [Fact]
    public void Simulated_ids_are_uuids_that_follow_from_what_is_decided()
    {
        var id = SimulatedReviewer.Uuid("decision", "numerals", "r1", "abc");

        Assert.Equal(id, SimulatedReviewer.Uuid("decision", "numerals", "r1", "abc"));
        Assert.NotEqual(id, SimulatedReviewer.Uuid("decision", "numerals", "r1", "abd"));
        Assert.Equal('8', id.ToString("D")[14]);
    }

    [Fact]
    public void The_paper_profile_is_the_papers()
    {
        var paper = Profiles.Of(Profiles.Paper, ["i", "ii"], 7);

        Assert.Equal((180, 20, 500, 100), (paper.SeedTrainCount, paper.SeedValidationCount, paper.LikelyValidCount, paper.LikelyInvalidCount));
        Assert.Equal((200, 100, 8, 8, 7UL), (paper.AuxiliaryEpochs, paper.EvaluationEpochs, paper.FoldCount, paper.AuxiliaryBatchSize, paper.Seed));
        Assert.Equal(0, paper.AuxiliaryMinimumSteps);
    }

    private static CurationReport Report() => new()
    {
        Dataset = "numerals",
        Profile = "paper",
        Seed = 1,
        ContentDigest = "sha256:0",
        Counts = new IngestCounts { Ingested = 2880, Duplicates = 49, Rejected = 1, Certified = 2500, Removed = 331, TrainValidationOverlap = 40, LabelConflicts = 3, HeldOut = 2 },
        Rounds =
        [
            new RoundReport { Round = 1, Train = 180, Validation = 20, TrainAccuracy = 0.94, ValidationAccuracy = 0.95, PipelineAccuracy = 0.92, LikelyValidAccuracy = 0.98, LikelyInvalidAccuracy = 0.6, ValidatedRatio = 0.07, SecondsPerEpochMean = 0.731, SecondsPerEpochSd = 0.01 },
            new RoundReport { Round = 2, Train = 654, Validation = 86, TrainAccuracy = 0.96, ValidationAccuracy = 0.97, ValidatedRatio = 0.28, SecondsPerEpochMean = 2.97, SecondsPerEpochSd = 0.1 },
        ],
        Evaluations =
        [
            new EvaluationReport { Name = "as distributed", Train = 2067, Validation = 813, Test = 52, TrainAccuracy = 0.99, ValidationAccuracy = 0.684, TestAccuracy = 0.649, Seed = 1 },
            new EvaluationReport { Name = "pipeline output", Train = 1370, Validation = 500, Test = 52, TrainAccuracy = 0.99, ValidationAccuracy = 0.763, Seed = 1 },
        ],
        Review = EffortMeter.Measure(["e1", "a", "e2"], new HashSet<string> { "e1", "e2", "e3" }, 30, simulated: true),
        Release = new ReleaseLocation { Version = 1, Digest = "sha256:0" },
        Seconds = new SecondsReport { Total = 100, Training = 90, Inference = 6, Orchestration = 4 },
        Outcomes = [],
    };
}
