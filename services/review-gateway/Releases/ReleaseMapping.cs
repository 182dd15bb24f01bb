using Dcai.Api;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Releases;

/// <summary>Releases and reports as the API shows them.</summary>
internal static class ReleaseMapping
{
    public static ReleaseSummary ToApi(Release release, bool evaluated) => new()
    {
        Release = release.ReleaseVersion,
        SnapshotVersion = release.Snapshot,
        ContentDigest = release.ContentDigest,
        TrainCount = release.Train.Count,
        ValidationCount = release.Validation.Count,
        TestCount = release.Test.Count,
        SurplusCount = release.Surplus.Count,
        Evaluated = evaluated,
    };

    public static Certificate ToCertificate(Sample sample, string part, string label) => new()
    {
        SampleId = sample.SampleId,
        Part = part,
        Label = label,
        MediaType = sample.MediaType,
        SizeBytes = sample.SizeBytes,
        CertifiedBy = sample.CertifiedBy,
        Round = sample.Round,
        Review = sample.Review,
        DecisionId = sample.DecisionId,
        GivenLabels = sample.GivenLabels,
        Names = [.. sample.Provenance.Select(place => $"{place.Source}/{place.Name}")],
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

    private static RoundReport ToApi(RoundMetrics round) => new()
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
        PerClass = [.. outcome.PerClass.Select(one => new ClassReport { Label = one.Label, Count = one.Count, Accuracy = one.Accuracy })],
    };
}
