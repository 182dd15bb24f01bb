using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Settings as the API shows them and as the store keeps them.</summary>
internal static class SettingsMapping
{
    public static CurationSettings ToDocument(DatasetSettings settings, Descriptor? testSet) => new()
    {
        Classes = settings.Classes,
        Profile = settings.Profile,
        Seed = settings.Seed,
        SeedTrainCount = settings.SeedTrainCount,
        SeedValidationCount = settings.SeedValidationCount,
        LikelyValidCount = settings.LikelyValidCount,
        LikelyInvalidCount = settings.LikelyInvalidCount,
        AuxiliaryEpochs = settings.AuxiliaryEpochs,
        AuxiliaryMinimumSteps = settings.AuxiliaryMinimumSteps,
        AuxiliaryBatchSize = settings.AuxiliaryBatchSize,
        EvaluationEpochs = settings.EvaluationEpochs,
        FoldCount = settings.FoldCount,
        ReleaseValidationCount = settings.ReleaseValidationCount,
        ReleaseTestShare = settings.ReleaseTestShare,
        RankingShardSize = settings.RankingShardSize,
        SliceSeconds = settings.SliceSeconds,
        Synthesize = settings.Synthesize,
        TestSet = testSet,
    };

    public static SettingsVersion ToApi(int version, CurationSettings settings) => new()
    {
        Version = version,
        TestSetDigest = settings.TestSet is null ? null : Digests.Hex(settings.TestSet.Digest),
        Settings = new DatasetSettings
        {
            Classes = settings.Classes,
            Profile = settings.Profile,
            Seed = settings.Seed,
            SeedTrainCount = settings.SeedTrainCount,
            SeedValidationCount = settings.SeedValidationCount,
            LikelyValidCount = settings.LikelyValidCount,
            LikelyInvalidCount = settings.LikelyInvalidCount,
            AuxiliaryEpochs = settings.AuxiliaryEpochs,
            AuxiliaryMinimumSteps = settings.AuxiliaryMinimumSteps,
            AuxiliaryBatchSize = settings.AuxiliaryBatchSize,
            EvaluationEpochs = settings.EvaluationEpochs,
            FoldCount = settings.FoldCount,
            ReleaseValidationCount = settings.ReleaseValidationCount,
            ReleaseTestShare = settings.ReleaseTestShare,
            RankingShardSize = settings.RankingShardSize,
            SliceSeconds = settings.SliceSeconds,
            Synthesize = settings.Synthesize,
        },
    };
}
