using Dcai.Api;

namespace Dcai.Cli;

/// <summary>The settings behind a profile's name.</summary>
internal static class Profiles
{
    public const string Quick = "quick";
    public const string Paper = "paper";

    public static IReadOnlyList<string> Names { get; } = [Quick, Paper];

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
        },
        _ => throw new UsageException($"'{name}' is no profile: use {string.Join(" or ", Names)}"),
    };
}
