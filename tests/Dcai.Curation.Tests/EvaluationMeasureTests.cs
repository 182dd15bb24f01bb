using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class WhenEvaluationsAreMeasured
{
    [Fact]
    public void TheCurveHasMeansSpreadAndTheLawThatMadeIt()
    {
        // ε(m) = 3 m^−0.5 + 0.1, with one seed above and one below.
        var outcomes = new[] { 100, 200, 400, 800 }
            .SelectMany(m => new[] { -0.01, 0.01 }.Select(off => Outcome(TrainingPurpose.LearningCurve, m / 800.0, m, 1 - ((3 * Math.Pow(m, -0.5)) + 0.1 + off))))
            .ToList();

        var curve = EvaluationMeasures.LearningCurve(outcomes)!;

        Assert.Equal([100, 200, 400, 800], curve.Points.Select(point => point.Train));
        Assert.Equal(0.4, curve.Points[0].Error, 1e-9);
        Assert.All(curve.Points, point => Assert.Equal(0.01 * Math.Sqrt(2), point.ErrorSd, 1e-9));
        Assert.Equal((3, -0.5, 0.1), (Math.Round(curve.Alpha!.Value, 3), Math.Round(curve.Beta!.Value, 3), Math.Round(curve.Gamma!.Value, 3)));
        Assert.Equal(50, curve.Test);

        // 3/√m = 3/√800 − 0.02 at m = 1215.5.
        Assert.InRange(curve.ImagesForTwoPoints!.Value, 414, 418);
    }

    [Fact]
    public void OneSizeMakesNoLawAndACurveThatDoesNotFallNoForecast()
    {
        Assert.Null(EvaluationMeasures.LearningCurve([Outcome(TrainingPurpose.LearningCurve, 1, 100, 0.5)])!.Alpha);
        var flat = EvaluationMeasures.LearningCurve([Outcome(TrainingPurpose.LearningCurve, 0.5, 50, 0.5), Outcome(TrainingPurpose.LearningCurve, 1, 100, 0.5)])!;
        Assert.Equal((0, null), (flat.Beta, flat.ImagesForTwoPoints));
    }

    [Fact]
    public void TheShareToTheTargetIsInterpolated()
    {
        var cleaning = EvaluationMeasures.Cleaning(
        [
            Outcome(TrainingPurpose.Cleaning, 0, 10, 0.5),
            Outcome(TrainingPurpose.Cleaning, 0.2, 10, 0.7),
            Outcome(TrainingPurpose.Cleaning, 0.2, 10, 0.7),
            Outcome(TrainingPurpose.Cleaning, 0.4, 10, 0.8),
            Outcome(TrainingPurpose.Cleaning, 1, 10, 0.8),
        ])!;

        // 95 % of 0.8 is 0.76.
        Assert.Equal(0.32, cleaning.InspectedShareToTarget!.Value, 1e-9);
        Assert.Equal([0.5, 0.7, 0.8, 0.8], cleaning.Points.Select(point => Math.Round(point.Accuracy, 9)));
    }

    [Fact]
    public void NothingPlannedIsNothingMeasured()
    {
        TrainingOutcome[] row = [Outcome(TrainingPurpose.Row, null, 10, 0.5)];

        Assert.Null(EvaluationMeasures.LearningCurve(row));
        Assert.Null(EvaluationMeasures.Cleaning(row));
        Assert.Null(EvaluationTables.Robustness(row));
    }

    [Fact]
    public void APerfectRankerSeesThePoolThatTheRoundSaw()
    {
        // Round 1 ranks 8 samples, of which 3 are issues; it shows 4 + 2. Round 2 ranks the other two and a late one.
        Sample[] samples =
        [
            Decided(0, "0001-seed", SampleStatus.Removed),
            Decided(1, "0002-round", SampleStatus.Removed),
            Decided(2, "0002-round", SampleStatus.Certified, "ii"),
            .. Enumerable.Range(3, 4).Select(number => Decided(number, "0002-round", SampleStatus.Certified)),
            Decided(7, "0003-round", SampleStatus.Removed),
            Decided(8, "0003-round", SampleStatus.Certified),
            Decided(9, "0003-round", SampleStatus.Removed) with { ArrivedIn = 5 },
        ];
        Review[] reviews =
        [
            Some.Review("0001-seed", 2, ReviewPurpose.Seed, 0),
            Some.Review("0002-round", 4, ReviewPurpose.Round, 1, [.. Items(ReviewEnd.LikelyInvalid, 2), .. Items(ReviewEnd.LikelyValid, 4)]),
            Some.Review("0003-round", 6, ReviewPurpose.Round, 2, [.. Items(ReviewEnd.LikelyInvalid, 3)]),
        ];

        var rounds = EvaluationPerfection.Complete([Metrics(1), Metrics(2), Metrics(3)], reviews, samples);

        Assert.Equal((1, 1, 1), (rounds[0].PerfectPipelineAccuracy, rounds[0].PerfectLikelyValidAccuracy, rounds[0].PerfectLikelyInvalidAccuracy));
        Assert.Equal((2 / 3.0, null, 2 / 3.0), (rounds[1].PerfectPipelineAccuracy, rounds[1].PerfectLikelyValidAccuracy, rounds[1].PerfectLikelyInvalidAccuracy));
        Assert.Equal(Metrics(3), rounds[2]);
        Assert.Equal(Metrics(1), EvaluationPerfection.Complete([Metrics(1)], reviews, [.. samples, Some.Sample(20)])[0]);
    }

    [Fact]
    public void CertificatesInBulkAreBoundedByTheAuditsThatSupportedThem()
    {
        List<Sample> samples = [.. Enumerable.Range(0, 60).Select(number => Decided(number, "0002-round", SampleStatus.Certified))];
        samples.AddRange(Enumerable.Range(60, 40).Select(number => Decided(number, "0003-round", SampleStatus.Certified) with { DecisionId = BulkCertification.DecisionId("0003-round") }));
        samples.Add(Some.Sample(200, "i", SampleStatus.Removed));
        var supported = Audit(population: 40, audited: 20, wrong: 1, bound: 0.1, supported: true);

        var certification = EvaluationCertification.Of(samples, [supported, Audit(50, 20, 9, 0.9, supported: false)], 0.95);

        // At most 0.1 · 60 − 1 = 5 wrong ones among 100 certificates.
        Assert.Equal((60, 40, 0.95), (certification.ByPeople, certification.InBulk, certification.Confidence));
        Assert.Equal(0.05, certification.WrongUpperBound, 1e-12);
        Assert.Equal(
            new Certification { ByPeople = 60, InBulk = 0, WrongUpperBound = 0 },
            EvaluationCertification.Of([.. samples.Take(60)], [], 0.95));
    }

    private static AuditOutcome Audit(int population, int audited, int wrong, double bound, bool supported) => new()
    {
        Population = population,
        Audited = audited,
        Wrong = wrong,
        WrongUpperBound = bound,
        WrongCertificatesUpperBound = bound,
        Confidence = 0.975,
        Supported = supported,
    };

    private static Sample Decided(int number, string review, SampleStatus status, string? certified = null) =>
        Some.Sample(number, "i", status, certified) with { Review = review, DecisionId = $"d{number}" };

    private static IEnumerable<ReviewItem> Items(ReviewEnd end, int count) => Enumerable.Range(0, count).Select(number => Some.Item($"{end}{number}", end));

    private static RoundMetrics Metrics(int round) => new()
    {
        Round = round,
        Train = 1,
        Validation = 1,
        TrainAccuracy = 1,
        ValidationAccuracy = 1,
        ValidatedRatio = 0,
        SecondsPerEpochMean = 1,
        SecondsPerEpochSd = 0,
    };

    private static TrainingOutcome Outcome(TrainingPurpose purpose, double? share, int train, double accuracy) => new()
    {
        Name = "any",
        IsFold = false,
        Purpose = purpose,
        Share = share,
        Card = new ModelCard
        {
            Name = "any",
            Round = 0,
            Weights = new Descriptor { MediaType = "application/octet-stream", Digest = "sha256:" + Some.Id(0), SizeBytes = 1 },
            Classes = Some.Classes,
            TrainCount = train,
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
        TestCount = 50,
        TestAccuracy = accuracy,
        PerClass = [],
    };
}
