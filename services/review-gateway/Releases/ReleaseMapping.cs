using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Samples;

namespace Dcai.ReviewGateway.Releases;

/// <summary>Releases and reports as the API shows them.</summary>
internal static class ReleaseMapping
{
    public static ReleaseSummary ToApi(Release release, bool evaluated) => new()
    {
        Release = release.ReleaseVersion,
        SnapshotVersion = release.Snapshot,
        ContentDigest = release.ContentDigest,
        Licence = release.Licence,
        TrainCount = release.Train.Count,
        ValidationCount = release.Validation.Count,
        TestCount = release.Test.Count,
        SurplusCount = release.Surplus.Count,
        Recipe = release.Recipe is null ? null : ToApi(release.Recipe),
        Evaluated = evaluated,
    };

    private static ReleaseRecipe ToApi(TrainingRecipe recipe) => new()
    {
        LargestTrainCount = recipe.LargestTrainCount,
        Steps = [.. recipe.Steps.Select(step => new Api.RecipeStep { Source = ToApi(step.Source), Added = step.Added, LeftOut = step.LeftOut })],
        HardClasses = recipe.HardClasses,
        Augmentation = SettingsMapping.ToApi(recipe.Augmentation),
        Seed = recipe.Seed,
    };

    private static Api.RecipeSource ToApi(Contracts.Documents.RecipeSource source) => source switch
    {
        Contracts.Documents.RecipeSource.Certified => Api.RecipeSource.Certified,
        Contracts.Documents.RecipeSource.Surplus => Api.RecipeSource.Surplus,
        Contracts.Documents.RecipeSource.Gathered => Api.RecipeSource.Gathered,
        Contracts.Documents.RecipeSource.Augmented => Api.RecipeSource.Augmented,
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source that this build knows."),
    };

    public static GeneratorReport ToApi(string datasetId, int release, int number, GeneratorCard generator) => new()
    {
        Number = number,
        Gamma = generator.Gamma,
        KeptIteration = generator.KeptIteration,
        End = generator.End,
        Rollbacks = generator.Rollbacks,
        Checks = [.. generator.Checks.Select((check, place) => ToApi(datasetId, release, number, place, check))],
    };

    public static GeneratorCheckReport ToApi(string datasetId, int release, int generator, int number, GeneratorCheck check) => new()
    {
        Number = number,
        Iteration = check.Iteration,
        Gamma = check.Gamma,
        FrechetDistance = check.FrechetDistance,
        Agreement = check.Agreement,
        Diversity = check.Diversity,
        GeneratorLoss = check.GeneratorLoss,
        DiscriminatorLoss = check.DiscriminatorLoss,
        Failure = check.Failure,
        SheetPath = check.Sheet is null ? null : SheetPath(datasetId, release, generator, number),
    };

    public static BalanceMove ToApi(Curation.SurplusMove move) => new()
    {
        SampleId = move.Sample.SampleId,
        Label = move.Sample.Label,
        From = ToApi(move.From),
        To = ToApi(move.To),
        Why = move.Why,
    };

    private static Api.BalancePlace ToApi(Curation.BalancePlace place) => place switch
    {
        Curation.BalancePlace.New => Api.BalancePlace.New,
        Curation.BalancePlace.Balanced => Api.BalancePlace.Balanced,
        Curation.BalancePlace.Surplus => Api.BalancePlace.Surplus,
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "Not a place that this build knows."),
    };

    public static Certificate ToCertificate(Sample sample, string part, string label) => new()
    {
        SampleId = sample.SampleId,
        Part = part,
        Label = label,
        MediaType = sample.MediaType,
        SizeBytes = sample.SizeBytes,
        Width = sample.Width,
        Height = sample.Height,
        Origin = SampleMapping.ToApi(sample.Origin),
        CertifiedBy = sample.CertifiedBy,
        Round = sample.Round,
        Review = sample.Review,
        DecisionId = sample.DecisionId,
        GivenLabels = sample.GivenLabels,
        Names = [.. sample.Provenance.Select(place => $"{place.Source}/{place.Name}")],
    };

    /// <param name="datasetId">The dataset.</param>
    /// <param name="card">The model.</param>
    /// <param name="outcome">Its test; null for a round's model.</param>
    /// <param name="release">Null for a round's model.</param>
    /// <param name="snapshot">The snapshot that its images are from.</param>
    public static ModelDescription ToApi(string datasetId, ModelCard card, TrainingOutcome? outcome, int? release, Snapshot snapshot) => new()
    {
        Dataset = datasetId,
        Name = card.Name,
        Round = release is null ? card.Round : null,
        Release = release,
        Number = outcome?.SeedNumber ?? card.Member,
        WeightsDigest = card.Weights.Digest,
        WeightsSizeBytes = card.Weights.SizeBytes,
        Classes = card.Classes,
        Network = card.Network,
        Preprocessing = card.Preprocessing,
        ImageSize = card.ImageSize,
        Temperature = card.Temperature,
        ExpectedCalibrationError = card.ExpectedCalibrationError,
        TrainCount = card.TrainCount,
        ValidationCount = card.ValidationCount,
        TestCount = outcome?.TestCount ?? 0,
        BestEpoch = card.BestEpoch,
        TrainAccuracy = card.TrainAccuracy,
        ValidationAccuracy = card.ValidationAccuracy,
        TestAccuracy = outcome?.TestAccuracy,
        PerClass = [.. (outcome?.PerClass ?? []).Select(ToApi)],
        Seed = card.Seed,
        HeldOutFold = card.HeldOutFold,
        SnapshotVersion = snapshot.SnapshotVersion,
        ContentDigest = snapshot.ContentDigest,
    };

    public static CurationReport ToApi(Report report) => new()
    {
        Dataset = report.Dataset,
        Profile = report.Profile,
        Seed = report.Seed,
        ContentDigest = report.ContentDigest,
        Counts = ToApi(report.Counts),
        Rounds = [.. report.Rounds.Select(ToApi)],
        Evaluations = [.. report.Evaluations.Select(ToApi)],
        Review = report.Review is null ? null : ToApi(report.Review),
        Release = new ReleaseLocation { Version = report.Release.Version, Path = report.Release.Path, Digest = report.Release.Digest },
        Seconds = new SecondsReport
        {
            Total = report.Seconds.Total,
            Training = report.Seconds.Training,
            Inference = report.Seconds.Inference,
            Orchestration = report.Seconds.Orchestration,
        },
        Outcomes = [.. report.Outcomes.Select(ToApi)],
        CodeVersion = report.CodeVersion,
        Settings = report.Settings is null ? null : SettingsMapping.ToApi(version: 0, report.Settings).Settings,
        Certification = report.Certification is null ? null : ToApi(report.Certification),
        LearningCurve = report.LearningCurve is null ? null : ToApi(report.LearningCurve),
        Robustness = report.Robustness is null ? null : [.. report.Robustness.Select(ToApi)],
        Cleaning = report.Cleaning is null ? null : ToApi(report.Cleaning),
        Synthesis = report.Synthesis is null ? null : ToApi(report.Synthesis),
        Generators = report.Generators is null ? null : [.. report.Generators.Select(generator => ToApi(report.Dataset, generator))],
        Ablation = report.Ablation is null ? null : ToApi(report.Ablation),
    };

    private static IngestCounts ToApi(ReportCounts counts) => new()
    {
        Ingested = counts.Ingested,
        Duplicates = counts.Duplicates,
        Rejected = counts.Rejected,
        Certified = counts.Certified,
        Removed = counts.Removed,
        TrainValidationOverlap = counts.TrainValidationOverlap,
        LabelConflicts = counts.LabelConflicts,
        HeldOut = counts.HeldOut,
    };

    public static RoundReport ToApi(RoundMetrics round) => new()
    {
        Round = round.Round,
        Train = round.Train,
        Validation = round.Validation,
        TrainAccuracy = round.TrainAccuracy,
        ValidationAccuracy = round.ValidationAccuracy,
        PipelineAccuracy = round.PipelineAccuracy,
        LikelyValidAccuracy = round.LikelyValidAccuracy,
        LikelyInvalidAccuracy = round.LikelyInvalidAccuracy,
        ValidatedRatio = round.ValidatedRatio,
        SecondsPerEpochMean = round.SecondsPerEpochMean,
        SecondsPerEpochSd = round.SecondsPerEpochSd,
        PerfectPipelineAccuracy = round.PerfectPipelineAccuracy,
        PerfectLikelyValidAccuracy = round.PerfectLikelyValidAccuracy,
        PerfectLikelyInvalidAccuracy = round.PerfectLikelyInvalidAccuracy,
        EnsembleSize = round.EnsembleSize,
        Audit = round.Audit is null ? null : ToApi(round.Audit),
        ExpectedCalibrationError = round.ExpectedCalibrationError,
    };

    private static AuditReport ToApi(AuditOutcome audit) => new()
    {
        Population = audit.Population,
        Audited = audit.Audited,
        Wrong = audit.Wrong,
        WrongUpperBound = audit.WrongUpperBound,
        WrongCertificatesUpperBound = audit.WrongCertificatesUpperBound,
        Confidence = audit.Confidence,
        Supported = audit.Supported,
    };

    private static CertificationReport ToApi(Certification certification) => new()
    {
        ByPeople = certification.ByPeople,
        InBulk = certification.InBulk,
        WrongUpperBound = certification.WrongUpperBound,
        Confidence = certification.Confidence,
    };

    private static LearningCurveReport ToApi(LearningCurve curve) => new()
    {
        Points = [.. curve.Points.Select(point => new LearningCurvePointReport { Train = point.Train, Error = point.Error, ErrorSd = point.ErrorSd })],
        Test = curve.Test,
        Alpha = curve.Alpha,
        Beta = curve.Beta,
        Gamma = curve.Gamma,
        ImagesForTwoPoints = curve.ImagesForTwoPoints,
    };

    private static NoiseReport ToApi(NoiseAccuracy noise) => new() { Name = noise.Name, NoiseSd = noise.NoiseSd, Accuracy = noise.Accuracy };

    private static CleaningReport ToApi(CleaningMeasure cleaning) => new()
    {
        Points = [.. cleaning.Points.Select(point => new CleaningPointReport { InspectedShare = point.InspectedShare, Accuracy = point.Accuracy })],
        Test = cleaning.Test,
        TargetShare = cleaning.TargetShare,
        InspectedShareToTarget = cleaning.InspectedShareToTarget,
    };

    private static SynthesisReport ToApi(SynthesisMeasure synthesis) => new()
    {
        ImageCount = synthesis.ImageCount,
        Without = synthesis.Without,
        With = synthesis.With,
        StandardError = synthesis.StandardError,
        Trainings = synthesis.Trainings,
        Kept = synthesis.Kept,
    };

    private static GeneratorSummaryReport ToApi(string datasetId, GeneratorSummary generator) => new()
    {
        Release = generator.Release,
        Number = generator.Number,
        Gamma = generator.Gamma,
        KeptIteration = generator.KeptIteration,
        End = generator.End,
        Rollbacks = generator.Rollbacks,
        Check = generator.Check,
        FrechetDistance = generator.FrechetDistance,
        Agreement = generator.Agreement,
        SheetDigest = generator.Sheet?.Digest,
        SheetPath = generator is { Sheet: not null, Check: { } check } ? SheetPath(datasetId, generator.Release, generator.Number, check) : null,
    };

    private static string SheetPath(string datasetId, int release, int generator, int check) =>
        FormattableString.Invariant($"/api/datasets/{datasetId}/releases/{release}/painting/{generator}/{check}/sheet");

    private static AblationReport ToApi(AblationMeasure ablation) => new()
    {
        Test = ablation.Test,
        Seeds = ablation.Seeds,
        Accuracy = ablation.Accuracy,
        AccuracySd = ablation.AccuracySd,
        Parts = [.. ablation.Parts.Select(part => new PartReport
        {
            Part = part.Part,
            Trainings = part.Trainings,
            Train = part.Train,
            Worth = part.Worth,
            WorthSd = part.WorthSd,
        })],
    };

    private static EvaluationReport ToApi(Evaluation evaluation) => new()
    {
        Name = evaluation.Name,
        Train = evaluation.Train,
        Validation = evaluation.Validation,
        Test = evaluation.Test,
        TrainAccuracy = evaluation.TrainAccuracy,
        ValidationAccuracy = evaluation.ValidationAccuracy,
        TestAccuracy = evaluation.TestAccuracy,
        Seed = evaluation.Seed,
        Trainings = evaluation.Trainings,
        TrainAccuracySd = evaluation.TrainAccuracySd,
        ValidationAccuracySd = evaluation.ValidationAccuracySd,
        TestAccuracySd = evaluation.TestAccuracySd,
    };

    private static ReviewEffortReport ToApi(ReviewEffort effort) => new()
    {
        Decisions = effort.Decisions,
        LabelErrorsKnown = effort.LabelErrorsKnown,
        DecisionsTo50 = effort.DecisionsTo50,
        DecisionsTo80 = effort.DecisionsTo80,
        DecisionsTo95 = effort.DecisionsTo95,
        DecisionsTo50Random = effort.DecisionsTo50Random,
        DecisionsTo80Random = effort.DecisionsTo80Random,
        DecisionsTo95Random = effort.DecisionsTo95Random,
        Simulated = effort.Simulated,
        Found = [.. effort.Found.Select(point => new EffortPointReport { Decisions = point.Decisions, Errors = point.Errors })],
    };

    private static OutcomeReport ToApi(TrainingOutcome outcome) => new()
    {
        Name = outcome.Name,
        IsFold = outcome.IsFold,
        TrainCount = outcome.Card.TrainCount,
        ValidationCount = outcome.Card.ValidationCount,
        TestCount = outcome.TestCount,
        BestEpoch = outcome.Card.BestEpoch,
        TrainAccuracy = outcome.Card.TrainAccuracy,
        ValidationAccuracy = outcome.Card.ValidationAccuracy,
        TestAccuracy = outcome.TestAccuracy,
        TestConfusion = outcome.TestConfusion,
        PerClass = [.. outcome.PerClass.Select(ToApi)],
        Purpose = ToApi(outcome.Purpose),
        SeedNumber = outcome.SeedNumber,
        Share = outcome.Share,
        Robustness = outcome.Robustness is null ? null : [.. outcome.Robustness.Select(ToApi)],
    };

    private static OutcomePurpose ToApi(TrainingPurpose purpose) => purpose switch
    {
        TrainingPurpose.Row => OutcomePurpose.Row,
        TrainingPurpose.LearningCurve => OutcomePurpose.LearningCurve,
        TrainingPurpose.Cleaning => OutcomePurpose.Cleaning,
        TrainingPurpose.Ablation => OutcomePurpose.Ablation,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Not a purpose that this build knows."),
    };

    private static ClassReport ToApi(ClassAccuracy accuracy) => new() { Label = accuracy.Label, Count = accuracy.Count, Accuracy = accuracy.Accuracy };
}
