using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Settings as the API shows them and as the store keeps them.</summary>
internal static class SettingsMapping
{
    /// <param name="settings">What the owner wants.</param>
    /// <param name="current">Keeps what has requests of its own: test set and initial weights.</param>
    public static CurationSettings ToDocument(DatasetSettings settings, CurationSettings? current) => new()
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
        Synthesis = new SynthesisPlan
        {
            Gammas = settings.Synthesis.Gammas,
            BoundClassLoss = settings.Synthesis.BoundClassLoss,
            Iterations = settings.Synthesis.Iterations,
            RampAfterIterations = settings.Synthesis.RampAfterIterations,
            RampIterations = settings.Synthesis.RampIterations,
            BatchSize = settings.Synthesis.BatchSize,
            LearningRate = settings.Synthesis.LearningRate,
            Width = settings.Synthesis.Width,
            AugmentDifferentiably = settings.Synthesis.AugmentDifferentiably,
            NormaliseSpectrally = settings.Synthesis.NormaliseSpectrally,
            AverageDecay = settings.Synthesis.AverageDecay,
            CheckIterations = settings.Synthesis.CheckIterations,
            Patience = settings.Synthesis.Patience,
            LeastImagesPerClass = settings.Synthesis.LeastImagesPerClass,
            ImageCount = settings.Synthesis.ImageCount,
            Truncation = settings.Synthesis.Truncation,
        },
        TestSet = current?.TestSet,
        Auxiliary = ToDocument(settings.Auxiliary) with { InitialWeights = current?.Auxiliary.InitialWeights },
        Ranking = new RankingPolicy
        {
            Score = settings.Ranking.Score,
            Acquisition = settings.Ranking.Acquisition,
            NeighbourCount = settings.Ranking.NeighbourCount,
            NearLikeness = settings.Ranking.NearLikeness,
        },
        Queue = new QueuePolicy
        {
            Adaptive = settings.Queue.Adaptive,
            MostWrongCertificates = settings.Queue.MostWrongCertificates,
            Confidence = settings.Queue.Confidence,
        },
        Reviewing = new ReviewPolicy
        {
            ReviewersPerItem = settings.Reviewing.ReviewersPerItem,
            Adjudicators = settings.Reviewing.Adjudicators,
            GoldShare = settings.Reviewing.GoldShare,
            DueHours = settings.Reviewing.DueHours,
            ClassGuides = [.. settings.Reviewing.ClassGuides.Select(guide => new Contracts.Documents.ClassGuide { Class = guide.Class, Key = guide.Key, Color = guide.Color, Text = guide.Text })],
        },
        Release = new ReleasePolicy
        {
            Surplus = settings.Release.Surplus,
            Licence = settings.Release.Licence,
            LargestTrainCount = settings.Release.LargestTrainCount,
            HardClassShare = settings.Release.HardClassShare,
            Augmentation = FromApi(settings.Release.Augmentation),
        },
        Evaluation = new EvaluationPlan
        {
            Seeds = settings.Evaluation.Seeds,
            LearningCurveShares = settings.Evaluation.LearningCurveShares,
            NoiseLevels = settings.Evaluation.NoiseLevels,
            CleaningShares = settings.Evaluation.CleaningShares,
            AblationSeeds = settings.Evaluation.AblationSeeds,
        },
    };

    public static SettingsVersion ToApi(int version, CurationSettings settings) => new()
    {
        Version = version,
        TestSetDigest = settings.TestSet is null ? null : Digests.Hex(settings.TestSet.Digest),
        InitialWeightsDigest = settings.Auxiliary.InitialWeights is null ? null : Digests.Hex(settings.Auxiliary.InitialWeights.Digest),
        Settings = ToApi(settings),
    };

    public static DatasetSettings ToApi(CurationSettings settings) => new()
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
        Synthesis = new SynthesisSettings
        {
            Gammas = settings.Synthesis.Gammas,
            BoundClassLoss = settings.Synthesis.BoundClassLoss,
            Iterations = settings.Synthesis.Iterations,
            RampAfterIterations = settings.Synthesis.RampAfterIterations,
            RampIterations = settings.Synthesis.RampIterations,
            BatchSize = settings.Synthesis.BatchSize,
            LearningRate = settings.Synthesis.LearningRate,
            Width = settings.Synthesis.Width,
            AugmentDifferentiably = settings.Synthesis.AugmentDifferentiably,
            NormaliseSpectrally = settings.Synthesis.NormaliseSpectrally,
            AverageDecay = settings.Synthesis.AverageDecay,
            CheckIterations = settings.Synthesis.CheckIterations,
            Patience = settings.Synthesis.Patience,
            LeastImagesPerClass = settings.Synthesis.LeastImagesPerClass,
            ImageCount = settings.Synthesis.ImageCount,
            Truncation = settings.Synthesis.Truncation,
        },
        Auxiliary = ToApi(settings.Auxiliary),
        Ranking = new RankingSettings
        {
            Score = settings.Ranking.Score,
            Acquisition = settings.Ranking.Acquisition,
            NeighbourCount = settings.Ranking.NeighbourCount,
            NearLikeness = settings.Ranking.NearLikeness,
        },
        Queue = new QueueSettings
        {
            Adaptive = settings.Queue.Adaptive,
            MostWrongCertificates = settings.Queue.MostWrongCertificates,
            Confidence = settings.Queue.Confidence,
        },
        Reviewing = new ReviewSettings
        {
            ReviewersPerItem = settings.Reviewing.ReviewersPerItem,
            Adjudicators = settings.Reviewing.Adjudicators,
            GoldShare = settings.Reviewing.GoldShare,
            DueHours = settings.Reviewing.DueHours,
            ClassGuides = [.. settings.Reviewing.ClassGuides.Select(guide => new Api.ClassGuide { Class = guide.Class, Key = guide.Key, Color = guide.Color, Text = guide.Text })],
        },
        Release = new ReleaseSettings
        {
            Surplus = settings.Release.Surplus,
            Licence = settings.Release.Licence,
            LargestTrainCount = settings.Release.LargestTrainCount,
            HardClassShare = settings.Release.HardClassShare,
            Augmentation = ToApi(settings.Release.Augmentation),
        },
        Evaluation = new EvaluationSettings
        {
            Seeds = settings.Evaluation.Seeds,
            LearningCurveShares = settings.Evaluation.LearningCurveShares,
            NoiseLevels = settings.Evaluation.NoiseLevels,
            CleaningShares = settings.Evaluation.CleaningShares,
            AblationSeeds = settings.Evaluation.AblationSeeds,
        },
    };

    private static AuxiliaryRecipe ToDocument(AuxiliarySettings auxiliary) => new()
    {
        Preprocessing = auxiliary.Preprocessing,
        ImageSize = auxiliary.ImageSize,
        Network = auxiliary.Network,
        EnsembleSize = auxiliary.EnsembleSize,
        Labels = auxiliary.LearnGivenLabels ? TrainingLabels.Given : TrainingLabels.Certified,
        OutOfSampleFolds = auxiliary.OutOfSampleFolds,
        LearningRate = auxiliary.LearningRate,
        CosineSchedule = auxiliary.CosineSchedule,
        BatchNormMomentum = auxiliary.BatchNormMomentum,
        WarmStart = auxiliary.WarmStart,
        EarlyStoppingPatience = auxiliary.EarlyStoppingPatience,
        ClassWeightedSampling = auxiliary.ClassWeightedSampling,
        LabelSmoothing = auxiliary.LabelSmoothing,
        MixupAlpha = auxiliary.MixupAlpha,
        Calibrate = auxiliary.Calibrate,
        PretrainingEpochs = auxiliary.PretrainingEpochs,
        Augmentation = FromApi(auxiliary.Augmentation),
    };

    private static AuxiliarySettings ToApi(AuxiliaryRecipe auxiliary) => new()
    {
        Preprocessing = auxiliary.Preprocessing,
        ImageSize = auxiliary.ImageSize,
        Network = auxiliary.Network,
        EnsembleSize = auxiliary.EnsembleSize,
        LearnGivenLabels = auxiliary.Labels == TrainingLabels.Given,
        OutOfSampleFolds = auxiliary.OutOfSampleFolds,
        LearningRate = auxiliary.LearningRate,
        CosineSchedule = auxiliary.CosineSchedule,
        BatchNormMomentum = auxiliary.BatchNormMomentum,
        WarmStart = auxiliary.WarmStart,
        EarlyStoppingPatience = auxiliary.EarlyStoppingPatience,
        ClassWeightedSampling = auxiliary.ClassWeightedSampling,
        LabelSmoothing = auxiliary.LabelSmoothing,
        MixupAlpha = auxiliary.MixupAlpha,
        Calibrate = auxiliary.Calibrate,
        PretrainingEpochs = auxiliary.PretrainingEpochs,
        Augmentation = ToApi(auxiliary.Augmentation),
    };

    private static IReadOnlyList<AugmentationStep>? FromApi(IReadOnlyList<AugmentationSetting>? augmentation) =>
        augmentation is null ? null : [.. augmentation.Select(step => new AugmentationStep { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount })];

    /// <summary>Augmentation as the API shows it; null where the owner has none of his own.</summary>
    public static IReadOnlyList<AugmentationSetting>? ToApi(IReadOnlyList<AugmentationStep>? augmentation) =>
        augmentation is null ? null : [.. augmentation.Select(step => new AugmentationSetting { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount })];
}
