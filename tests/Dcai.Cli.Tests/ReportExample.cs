using Dcai.Api;

namespace Dcai.Cli.Tests;

/// <summary>A report with everything in it. Its figures are invented and fit together.</summary>
internal static class ReportExample
{
    private static readonly string[] Classes = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

    public static CurationReport Full() => new()
    {
        Dataset = "numerals <of> 1_2|3",
        Profile = "paper",
        Seed = 7,
        ContentDigest = $"sha256:{new string('3', 64)}",
        Counts = new IngestCounts { Ingested = 2880, Duplicates = 49, Rejected = 1, Certified = 2618, Removed = 213, TrainValidationOverlap = 49, LabelConflicts = 3, HeldOut = 2 },
        Rounds =
        [
            Round(1, 180, 20, 0.94, 0.95, 0.92, 0.60, 0.95, 1.00, 0.07, 0.731),
            Round(2, 654, 86, 0.96, 0.97, 0.89, 0.45, 0.93, 0.88, 0.28, 2.970),
            Round(3, 1155, 153, 0.96, 0.95, 0.90, 0.31, 0.93, 0.41, 0.47, 5.220),
            Round(4, 1651, 216, 0.97, 0.94, 0.84, 0.12, 0.85, 0.13, 0.69, 7.037) with
            {
                Audit = new AuditReport { Population = 310, Audited = 180, Wrong = 1, WrongUpperBound = 0.0261, WrongCertificatesUpperBound = 0.0031, Confidence = 0.975, Supported = true },
            },
        ],
        Evaluations =
        [
            Row("as distributed", 2067, 813, 0.991, 0.684, 0.649, 0.004, 0.011, 0.013),
            Row("pipeline output", 1370, 500, 0.993, 0.763, 0.688, 0.003, 0.009, 0.014),
            Row("8-fold cross-validation, means", 1636, 234, 0.992, 0.771, 0.771, 0.004, 0.021, 0.021) with { Trainings = 8 },
        ],
        Review = new ReviewEffortReport
        {
            Decisions = 2521,
            LabelErrorsKnown = 283,
            DecisionsTo50 = 612,
            DecisionsTo80 = 1204,
            DecisionsTo95 = 1975,
            DecisionsTo50Random = 1416,
            DecisionsTo80Random = 2264,
            DecisionsTo95Random = 2682,
            Simulated = true,
            Found = [.. Enumerable.Range(0, 101).Select(point => new EffortPointReport { Decisions = (int)Math.Round(25.21 * point), Errors = (int)(283 * (1 - Math.Exp(-point / 28.0))) })],
        },
        Release = new ReleaseLocation { Version = 1, Digest = $"sha256:{new string('4', 64)}", Path = "/data/out/certified" },
        Seconds = new SecondsReport { Total = 5400, Training = 5102, Inference = 97, Orchestration = 201 },
        Outcomes = [Outcome("as distributed", isFold: false, 6), Outcome("pipeline output", isFold: false, 4), Outcome("fold 1 of 8", isFold: true, 3)],
        CodeVersion = "0.1.0+0123456789abcdef",
        Settings = new DatasetSettings { Classes = Classes, Profile = "paper", Seed = 7 },
        Certification = new CertificationReport { ByPeople = 2308, InBulk = 310, WrongUpperBound = 0.0031, Confidence = 0.95 },
        LearningCurve = new LearningCurveReport
        {
            Points =
            [
                new LearningCurvePointReport { Train = 137, Error = 0.613, ErrorSd = 0.031 },
                new LearningCurvePointReport { Train = 274, Error = 0.512, ErrorSd = 0.022 },
                new LearningCurvePointReport { Train = 548, Error = 0.436, ErrorSd = 0.017 },
                new LearningCurvePointReport { Train = 959, Error = 0.369, ErrorSd = 0.016 },
                new LearningCurvePointReport { Train = 1370, Error = 0.338, ErrorSd = 0.012 },
            ],
            Test = 250,
            Alpha = 2.37,
            Beta = -0.295,
            Gamma = 0.056,
            ImagesForTwoPoints = 371,
        },
        Robustness =
        [
            .. new[] { 0, 8, 16, 32 }.SelectMany(level => new[]
            {
                new NoiseReport { Name = "as distributed", NoiseSd = level, Accuracy = 0.649 - (0.006 * level) },
                new NoiseReport { Name = "pipeline output", NoiseSd = level, Accuracy = 0.688 - (0.005 * level) },
            }),
        ],
        Synthesis = new SynthesisReport { ImageCount = 1109, Without = 0.831, With = 0.828, StandardError = 0.006, Trainings = 3, Kept = false },
        Generators =
        [
            new GeneratorSummaryReport
            {
                Release = 1, Number = 0, Gamma = 0.05, KeptIteration = 3000, End = "iterations", Rollbacks = 0, Check = 2, FrechetDistance = 21.437, Agreement = 0.53,
                SheetDigest = $"sha256:{new string('5', 64)}", SheetPath = "/api/datasets/numerals/releases/1/painting/0/2/sheet",
            },
            new GeneratorSummaryReport { Release = 1, Number = 1, Gamma = 0.5, KeptIteration = 0, End = "failed", Rollbacks = 2 },
        ],
        Ablation = new AblationReport
        {
            Test = 500,
            Seeds = 3,
            Accuracy = 0.831,
            AccuracySd = 0.008,
            Parts =
            [
                new PartReport { Part = "cleaning", Trainings = 3, Train = 9400, Worth = 0.042, WorthSd = 0.011 },
                new PartReport { Part = "balance", Trainings = 3, Train = 9911, Worth = -0.004, WorthSd = 0.009 },
                new PartReport { Part = "augmentation", Trainings = 0, Worth = 0 },
            ],
        },
        Cleaning = new CleaningReport
        {
            Points =
            [
                new CleaningPointReport { InspectedShare = 0, Accuracy = 0.652 },
                new CleaningPointReport { InspectedShare = 0.1, Accuracy = 0.671 },
                new CleaningPointReport { InspectedShare = 0.25, Accuracy = 0.69 },
                new CleaningPointReport { InspectedShare = 0.5, Accuracy = 0.712 },
                new CleaningPointReport { InspectedShare = 1, Accuracy = 0.721 },
            ],
            Test = 250,
            TargetShare = 0.95,
            InspectedShareToTarget = 0.21,
        },
    };

    /// <summary>What a first release of a small dataset has: no test set, one training, nothing measured beyond it.</summary>
    public static CurationReport Bare() => Full() with
    {
        Rounds = [],
        Evaluations = [new EvaluationReport { Name = "pipeline output", Train = 4, Validation = 2, Test = 0, TrainAccuracy = 1, ValidationAccuracy = 0.5, Seed = 1 }],
        Review = null,
        Outcomes = [],
        CodeVersion = null,
        Settings = null,
        Certification = null,
        LearningCurve = null,
        Robustness = null,
        Cleaning = null,
        Synthesis = null,
        Generators = null,
        Ablation = null,
    };

    private static RoundReport Round(
        int round, int train, int validation, double trainAccuracy, double validationAccuracy, double pipeline, double invalid, double perfect, double perfectInvalid,
        double validated, double seconds) => new()
        {
            Round = round,
            Train = train,
            Validation = validation,
            TrainAccuracy = trainAccuracy,
            ValidationAccuracy = validationAccuracy,
            PipelineAccuracy = pipeline,
            LikelyValidAccuracy = 0.98,
            LikelyInvalidAccuracy = invalid,
            PerfectPipelineAccuracy = perfect,
            PerfectLikelyValidAccuracy = 1,
            PerfectLikelyInvalidAccuracy = perfectInvalid,
            ValidatedRatio = validated,
            SecondsPerEpochMean = seconds,
            SecondsPerEpochSd = seconds / 50,
            EnsembleSize = 5,
            ExpectedCalibrationError = 0.031,
        };

    private static EvaluationReport Row(
        string name, int train, int validation, double trainAccuracy, double validationAccuracy, double testAccuracy, double trainSd, double validationSd, double testSd) => new()
        {
            Name = name,
            Train = train,
            Validation = validation,
            Test = 52,
            TrainAccuracy = trainAccuracy,
            ValidationAccuracy = validationAccuracy,
            TestAccuracy = testAccuracy,
            Seed = 11,
            Trainings = 3,
            TrainAccuracySd = trainSd,
            ValidationAccuracySd = validationSd,
            TestAccuracySd = testSd,
        };

    private static OutcomeReport Outcome(string name, bool isFold, int wrong)
    {
        int[][] confusion = [.. Classes.Select((_, row) => Classes.Select((_, column) => column == row ? 24 - wrong : column == (row + 1) % 10 ? wrong - 1 : column == (row + 3) % 10 ? 1 : 0).ToArray())];
        return new OutcomeReport
        {
            Name = name,
            IsFold = isFold,
            TrainCount = 1370,
            ValidationCount = 500,
            TestCount = 240,
            BestEpoch = 65,
            TrainAccuracy = 0.99,
            ValidationAccuracy = 0.76,
            TestAccuracy = (24 - wrong) / 24.0,
            TestConfusion = confusion,
            PerClass = [.. Classes.Select(label => new ClassReport { Label = label, Count = 24, Accuracy = (24 - wrong) / 24.0 })],
        };
    }
}
