using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests;

public sealed class WhenImagesWerePainted
{
    private static readonly CurationSettings Settings = new() { Classes = Some.Classes, FoldCount = 3, ReleaseValidationCount = 20, ReleaseTestShare = 0.1 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TheyAreTrainedOnInOneRowAndInNothingElse(int seed)
    {
        var samples = WhenAReleaseIsPlanned.RandomSamples(new SeededRandom((ulong)seed));
        var settings = Settings with { Seed = (ulong)seed, Evaluation = new EvaluationPlan { Seeds = 2, LearningCurveShares = [0.5, 1], CleaningShares = [0, 1] } };
        var plain = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(samples), samples, settings, null);
        var painted = Painted().ToList();

        List<Sample> all = [.. samples, .. painted];
        var release = ReleasePlanner.Plan(1, WhenAReleaseIsPlanned.SnapshotOf(all), all, settings, null);

        var certified = painted.Where(sample => sample.Status == SampleStatus.Certified).Select(sample => sample.SampleId).ToHashSet();
        Assert.Equal(certified, release.Synthesized!.Select(sample => sample.SampleId).ToHashSet());
        var rows = release.Trainings.Where(training => training.Name == ReleasePlanner.WithSynthesized).ToList();
        Assert.Equal([0, 1], rows.Select(row => row.SeedNumber));
        Assert.All(rows, row =>
        {
            Assert.Equal([.. release.Train, .. release.Synthesized!], row.Train.ToHashSet());
            Assert.Equal(release.Validation, row.Validation);
            Assert.Equal(release.Test, row.Test);
        });

        // Without them it is the release that there would be if nothing had been painted.
        var rest = release with
        {
            ContentDigest = plain.ContentDigest,
            Synthesized = null,
            Trainings = [.. release.Trainings.Where(training => training.Name != ReleasePlanner.WithSynthesized)],
        };
        Assert.Equal(Some.Json(plain), Some.Json(rest));
        Assert.DoesNotContain(Labelled.Certified(all), sample => certified.Contains(sample.SampleId));
    }

    private static IEnumerable<Sample> Painted() => Enumerable.Range(0, 12).Select(number =>
        Some.Sample(9000 + number, Some.Classes[number % 4], number % 3 == 0 ? SampleStatus.Removed : SampleStatus.Certified, arrivedIn: 9, hash: $"{number:x16}") with
        {
            Origin = SampleOrigin.Synthesized,
        });
}

public sealed class WhenPaintedImagesAreMeasured
{
    [Theory]
    [InlineData(0.80, 0.86, true)]
    [InlineData(0.80, 0.81, false)]
    [InlineData(0.80, 0.70, false)]
    public void OneSeedMustGainMoreThanTheTestSetCanTell(double without, double with, bool kept)
    {
        // √((0.8·0.2 + 0.86·0.14) / 100) = 0.053.
        var measure = EvaluationSynthesis.Of([Outcome(ReleasePlanner.PipelineOutput, 0, without), Outcome(ReleasePlanner.WithSynthesized, 0, with)], 30)!;

        Assert.Equal((30, without, with, 1, kept), (measure.ImageCount, measure.Without, measure.With, measure.Trainings, measure.Kept));
        Assert.InRange(measure.StandardError, 0.05, 0.065);
    }

    [Fact]
    public void SeveralSeedsAreComparedOneByOne()
    {
        // Gains of 1, 2 and 3 points: 2 ± 1/√3 points, whatever the seeds themselves differ by.
        var measure = EvaluationSynthesis.Of(
        [
            .. new[] { 0.6, 0.7, 0.8 }.Select((accuracy, seed) => Outcome(ReleasePlanner.PipelineOutput, seed, accuracy)),
            .. new[] { 0.61, 0.72, 0.83 }.Select((accuracy, seed) => Outcome(ReleasePlanner.WithSynthesized, seed, accuracy)),
        ], 30)!;

        Assert.Equal(0.02, measure.With - measure.Without, 1e-9);
        Assert.Equal(0.01 / Math.Sqrt(3), measure.StandardError, 1e-9);
        Assert.Equal((3, true), (measure.Trainings, measure.Kept));
    }

    [Fact]
    public void WithoutATestSetOrPaintedImagesThereIsNoMeasure()
    {
        Assert.Null(EvaluationSynthesis.Of([Outcome(ReleasePlanner.PipelineOutput, 0, 0.8)], 0));
        Assert.Null(EvaluationSynthesis.Of([Outcome(ReleasePlanner.PipelineOutput, 0, null), Outcome(ReleasePlanner.WithSynthesized, 0, null)], 30));
    }

    [Fact]
    public void AGeneratorIsNamedWithTheCheckThatStayed()
    {
        var sheet = new Descriptor { MediaType = "image/png", Digest = "sha256:" + Some.Id(1), SizeBytes = 1 };
        var generator = new GeneratorCard
        {
            Gamma = 0.5,
            Seed = 1,
            KeptIteration = 20,
            End = "iterations",
            Rollbacks = 1,
            Checks =
            [
                new GeneratorCheck { Iteration = 10, Gamma = 0.5, Agreement = 0.9 },
                new GeneratorCheck { Iteration = 20, Gamma = 0.5, Agreement = 0.1, Failure = "collapsed" },
                new GeneratorCheck { Iteration = 20, Gamma = 0.5, Agreement = 0.6, FrechetDistance = 4.5, Sheet = sheet },
                new GeneratorCheck { Iteration = 30, Gamma = 0.5, Agreement = 0.7 },
            ],
        };
        var failed = generator with { KeptIteration = 0, End = "failed", Checks = [] };

        var summaries = EvaluationSynthesis.Summarise(new GanCard { Release = 3, TrainCount = 40, Classes = Some.Classes, LeftOut = [], Generators = [generator, failed] });

        Assert.Equal([(3, 0, 20), (3, 1, 0)], summaries.Select(summary => (summary.Release, summary.Number, summary.KeptIteration)));
        Assert.Equal((2, 4.5, 0.6, sheet), (summaries[0].Check, summaries[0].FrechetDistance, summaries[0].Agreement, summaries[0].Sheet));
        Assert.Equal((null, null, null, null), (summaries[1].Check, summaries[1].FrechetDistance, summaries[1].Agreement, summaries[1].Sheet));
    }

    private static TrainingOutcome Outcome(string name, int seed, double? accuracy) => new()
    {
        Name = name,
        IsFold = false,
        SeedNumber = seed,
        TestCount = 100,
        TestAccuracy = accuracy,
        PerClass = [],
        Card = new ModelCard
        {
            Name = name,
            Round = 0,
            Weights = new Descriptor { MediaType = "application/octet-stream", Digest = "sha256:" + Some.Id(0), SizeBytes = 1 },
            Classes = Some.Classes,
            TrainCount = 1,
            ValidationCount = 1,
            BestEpoch = 1,
            TrainAccuracy = 1,
            ValidationAccuracy = 1,
            SecondsPerEpochMean = 1,
            SecondsPerEpochSd = 0,
            Seed = 1,
            History = [],
            Intervals = [],
        },
    };
}

public sealed class WhenPaintedImagesAreComparedWithTrainingImages
{
    [Fact]
    public void OneThatIsNearerThanTrainingImagesAreToEachOtherIsACopy()
    {
        // Each has its own dark pixel: all are equally far apart, 1 − r = 1 − (−1/4).
        var training = Pictures([255, 255, 255, 255, 0], [255, 255, 255, 0, 255], [255, 255, 0, 255, 255]);
        var painted = Pictures([255, 255, 255, 255, 0], [255, 255, 255, 255, 200], [255, 0, 255, 255, 255], [255, 255, 255, 255, 255]);

        var copies = PaintedCopies.Of(painted, training);

        Assert.Equal((1.25, 1.25), (Math.Round(copies.CopyDistance, 6), Math.Round(copies.MedianTrainingDistance, 6)));
        Assert.Equal([0, 0, 1.25, 1], copies.Distances.Select(distance => Math.Round(distance, 6)));
    }

    [Fact]
    public void APalerCopyIsACopyAndLittleInkElsewhereIsNot()
    {
        var training = Pictures([255, 255, 0, 0, 255], [255, 0, 0, 255, 255], [255, 255, 255, 0, 0], [0, 0, 255, 255, 255]);
        var painted = Pictures([255, 255, 240, 240, 255], [255, 240, 255, 240, 255]);

        var copies = PaintedCopies.Of(painted, training);

        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(copies.IsCopy));
    }

    [Fact]
    public void EqualTrainingImagesDoNotLetCopiesThrough()
    {
        var training = Pictures([.. Enumerable.Repeat<float[]>([7, 7, 0, 7], 10)]);

        var copies = PaintedCopies.Of(Pictures([8, 7, 0, 7]), training);

        Assert.Equal((0.01, 0), (copies.CopyDistance, Math.Round(copies.MedianTrainingDistance, 6)));
        Assert.True(copies.IsCopy(0));
    }

    private static FeatureMatrix Pictures(params float[][] rows) => new([.. rows.SelectMany(row => row)], rows[0].Length);
}
