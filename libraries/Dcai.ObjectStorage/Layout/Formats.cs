using Dcai.Contracts.Documents;

namespace Dcai.ObjectStorage.Layout;

/// <summary>The format of every stored document, by name and version. Golden files hold one of each.</summary>
public static class Formats
{
    public static DocumentFormat<CurationSettings> Settings { get; } = new("dcai.settings", 1);

    public static DocumentFormat<TestSet> TestSet { get; } = new("dcai.test-set", 1);

    public static DocumentFormat<Upload> Upload { get; } = new("dcai.upload", 1);

    public static DocumentFormat<Snapshot> Snapshot { get; } = new("dcai.snapshot", 1);

    public static DocumentFormat<FoldHistory> History { get; } = new("dcai.history", 1);

    public static DocumentFormat<Review> Review { get; } = new("dcai.review", 1);

    public static DocumentFormat<DecisionBatch> Decisions { get; } = new("dcai.decisions", 1);

    public static DocumentFormat<ReviewClosure> Closure { get; } = new("dcai.closure", 1);

    public static DocumentFormat<TrainingSet> TrainingSet { get; } = new("dcai.training-set", 1);

    public static DocumentFormat<ModelCard> ModelCard { get; } = new("dcai.model-card", 1);

    public static DocumentFormat<RankingShard> Ranking { get; } = new("dcai.ranking", 1);

    public static DocumentFormat<RoundMetrics> RoundMetrics { get; } = new("dcai.round", 1);

    public static DocumentFormat<Release> Release { get; } = new("dcai.release", 1);

    public static DocumentFormat<TrainingOutcome> Outcome { get; } = new("dcai.outcome", 1);

    public static DocumentFormat<GanCard> Gan { get; } = new("dcai.gan", 1);

    public static DocumentFormat<GanTimes> GanTimes { get; } = new("dcai.gan-times", 1);

    public static DocumentFormat<GeneratorCheck> GeneratorCheck { get; } = new("dcai.generator-check", 1);

    public static DocumentFormat<Synthesis> Synthesis { get; } = new("dcai.synthesis", 1);

    public static DocumentFormat<DeadLetter> DeadLetter { get; } = new("dcai.dead-letter", 1);

    public static DocumentFormat<Report> Report { get; } = new("dcai.report", 1);

    public static DocumentFormat<HiddenDataset> Hidden { get; } = new("dcai.hidden", 1);

    public static DocumentFormat<Erasure> Erasure { get; } = new("dcai.erasure", 1);

    public static DocumentFormat<AuditEntry> Audit { get; } = new("dcai.audit", 1);
}
