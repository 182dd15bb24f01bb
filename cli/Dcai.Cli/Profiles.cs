using Dcai.Api;

namespace Dcai.Cli;

/// <summary>The settings behind a profile's name.</summary>
internal static class Profiles
{
    public const string Quick = "quick";
    public const string Paper = "paper";
    public const string Adaptive = "adaptive";

    public static IReadOnlyList<string> Names { get; } = [Quick, Paper, Adaptive];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classes">The dataset's classes.</param>
    /// <param name="seed">All randomness derives from it.</param>
    public static DatasetSettings Of(string name, IReadOnlyList<string> classes, ulong seed) => name switch
    {
        Quick => new DatasetSettings
        {
            Classes = classes,
            Profile = Quick,
            Seed = seed,
            SeedTrainCount = 180,
            SeedValidationCount = 20,
            LikelyValidCount = 500,
            LikelyInvalidCount = 200,
            AuxiliaryEpochs = 12,
            AuxiliaryMinimumSteps = 3000,
            EvaluationEpochs = 15,
            FoldCount = 2,
        },
        Paper => new DatasetSettings
        {
            Classes = classes,
            Profile = Paper,
            Seed = seed,
            SeedTrainCount = 180,
            SeedValidationCount = 20,
            LikelyValidCount = 500,
            LikelyInvalidCount = 100,
            AuxiliaryEpochs = 200,
            AuxiliaryBatchSize = 8,
            EvaluationEpochs = 100,
            FoldCount = 8,
            Evaluation = new EvaluationSettings { AblationSeeds = 3 },
        },
        Adaptive => new DatasetSettings
        {
            Classes = classes,
            Profile = Adaptive,
            Seed = seed,
            SeedTrainCount = 20,
            SeedValidationCount = 20,
            LikelyValidCount = 0,
            LikelyInvalidCount = 150,
            AuxiliaryEpochs = 16,
            AuxiliaryBatchSize = 32,
            EvaluationEpochs = 15,
            FoldCount = 2,
            RankingShardSize = 4096,
            Auxiliary = new AuxiliarySettings
            {
                Preprocessing = "ink",
                LearnGivenLabels = true,
                OutOfSampleFolds = 5,
                EnsembleSize = 5,
                LearningRate = 2e-3,
                CosineSchedule = true,
                BatchNormMomentum = 0.1,
                LabelSmoothing = 0.1,
                Augmentation =
                [
                    new AugmentationSetting { Kind = "rotation", Amount = 0.05 },
                    new AugmentationSetting { Kind = "translation", Amount = 0.13 },
                    new AugmentationSetting { Kind = "scale", Amount = 0.19 },
                    new AugmentationSetting { Kind = "shear", Amount = 0.16 },
                ],
            },
            Ranking = new RankingSettings { Score = "combined", NeighbourCount = 10 },
            Queue = new QueueSettings { Adaptive = true, MostWrongCertificates = 0.02 },
            Evaluation = new EvaluationSettings { AblationSeeds = 3 },
        },
        _ => throw new UsageException($"'{name}' is no profile: use {string.Join(" or ", Names)}"),
    };
}
