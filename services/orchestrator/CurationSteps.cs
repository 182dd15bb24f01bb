using System.Globalization;
using Dcai.Contracts;

namespace Dcai.Orchestrator;

/// <summary>The commands that a curation consists of, built from where it stands. Their ids are set when they are owed.</summary>
internal static class CurationSteps
{
    private const string Unidentified = "";

    public static AdvanceSnapshot AdvanceSnapshot(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Parent = curation.Snapshot,
        Sequence = curation.AdvanceSequence,
        GenerationSnapshot = curation.GenerationSnapshot,
    };

    public static SelectForReview SelectForReview(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        ReviewId = curation.ReviewId!,
        Purpose = curation.Purpose,
        Round = curation.Round,
        Snapshot = curation.Snapshot,
        SettingsVersion = curation.SettingsVersion,
        GenerationSnapshot = curation.GenerationSnapshot,
        RankingShards = curation.Purpose == ReviewPurpose.Round ? curation.RankingShards : 0,
    };

    /// <summary>Such as 0003-round: sorts by when it was asked for, says why.</summary>
    public static string ReviewId(int number, ReviewPurpose purpose) =>
        $"{number.ToString("D4", CultureInfo.InvariantCulture)}-{purpose.ToString().ToLowerInvariant()}";

    public static OpenReview OpenReview(CurationState curation, int itemCount) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        ReviewId = curation.ReviewId!,
        Purpose = curation.Purpose,
        Round = curation.Round,
        ItemCount = itemCount,
    };

    public static ComposeTrainingSet ComposeTrainingSet(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Round = curation.Round,
        Snapshot = curation.Snapshot,
        SettingsVersion = curation.SettingsVersion,
    };

    public static TrainAuxiliaryModel TrainAuxiliaryModel(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Round = curation.Round,
        TrainingSet = curation.TrainingSet!,
        SettingsVersion = curation.SettingsVersion,
        Member = curation.FanOutNext,
        PreviousModelRound = curation.PreviousModelRound,
    };

    public static RankShard RankShard(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Round = curation.Round,
        Snapshot = curation.Snapshot,
        SettingsVersion = curation.SettingsVersion,
        Shard = curation.FanOutNext,
        ShardCount = curation.RankingShards,
        Model = curation.Model!,
        ModelRound = curation.ModelRound,
        EnsembleSize = Math.Max(1, curation.ModelCount),
    };

    public static BalanceDataset BalanceDataset(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Release = curation.Release,
        Snapshot = curation.Snapshot,
        SettingsVersion = curation.SettingsVersion,
    };

    public static TrainFold TrainFold(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Release = curation.Release,
        Fold = curation.FanOutNext,
        Plan = curation.Plan!,
        SettingsVersion = curation.SettingsVersion,
    };

    public static EvaluateDataset EvaluateDataset(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Release = curation.Release,
        Snapshot = curation.Snapshot,
        Plan = curation.Plan!,
        FoldCount = curation.FoldCount,
        SettingsVersion = curation.SettingsVersion,
    };

    public static TrainGan TrainGan(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Release = curation.Release,
        Plan = curation.Plan!,
        SettingsVersion = curation.SettingsVersion,
    };

    public static SynthesizeSamples SynthesizeSamples(CurationState curation) => new()
    {
        DatasetId = curation.DatasetId,
        CommandId = Unidentified,
        Release = curation.Release,
        Generator = curation.Generator!,
        SettingsVersion = curation.SettingsVersion,
    };
}
