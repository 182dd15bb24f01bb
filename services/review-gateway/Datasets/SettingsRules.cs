using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Problems;
using ClassGuide = Dcai.Api.ClassGuide;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>What settings and names may be; checked once, here at the border.</summary>
internal static class SettingsRules
{
    private const int LongestName = 63;
    private const int LongestLabel = 100;
    private const double LargestTestShare = 0.9;
    private const int LargestEnsemble = 64;
    private const int LongestGuide = 4000;
    private const int LongestLicence = 500;
    private const int LargestTrainCount = 10_000_000;
    private const double LargestHardShare = 0.5;

    /// <summary>Accept, comment, keep, open or close a stack, skip, undo, remove.</summary>
    private const string TakenKeys = "ackosux";

    public static void CheckName(string datasetId)
    {
        var valid = datasetId.Length is > 0 and <= LongestName
            && char.IsAsciiLetterOrDigit(datasetId[0])
            && datasetId.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
        if (!valid)
        {
            throw Refusal.BadRequest("dataset-name", $"'{datasetId}' cannot name a dataset: use lower-case letters, digits and hyphens, at most {LongestName}, beginning with a letter or digit.");
        }
    }

    public static void Check(DatasetSettings settings)
    {
        CheckClasses(settings.Classes);
        Require(!string.IsNullOrWhiteSpace(settings.Profile), "profile", settings.Profile, "a name such as quick, paper or adaptive");
        Require(settings.SeedTrainCount >= 1, "seedTrainCount", settings.SeedTrainCount, "at least 1");
        Require(settings.SeedValidationCount >= 1, "seedValidationCount", settings.SeedValidationCount, "at least 1");
        Require(settings.LikelyValidCount >= 0, "likelyValidCount", settings.LikelyValidCount, "at least 0");
        Require(settings.LikelyInvalidCount >= 0, "likelyInvalidCount", settings.LikelyInvalidCount, "at least 0");
        Require(settings.LikelyValidCount + settings.LikelyInvalidCount >= 1, "likelyValidCount + likelyInvalidCount", 0, "at least 1, or no round would ever show an image");
        Require(settings.AuxiliaryEpochs >= 1, "auxiliaryEpochs", settings.AuxiliaryEpochs, "at least 1");
        Require(settings.AuxiliaryMinimumSteps >= 0, "auxiliaryMinimumSteps", settings.AuxiliaryMinimumSteps, "at least 0");
        Require(settings.AuxiliaryBatchSize >= 1, "auxiliaryBatchSize", settings.AuxiliaryBatchSize, "at least 1");
        Require(settings.EvaluationEpochs >= 1, "evaluationEpochs", settings.EvaluationEpochs, "at least 1");
        Require(settings.FoldCount is 0 or >= 2, "foldCount", settings.FoldCount, "0 (no cross-validation) or at least 2");
        Require(settings.ReleaseValidationCount >= 1, "releaseValidationCount", settings.ReleaseValidationCount, "at least 1");
        Require(settings.ReleaseTestShare is >= 0 and <= LargestTestShare, "releaseTestShare", settings.ReleaseTestShare, "in 0 … 0.9");
        Require(settings.RankingShardSize >= 1, "rankingShardSize", settings.RankingShardSize, "at least 1");
        Require(settings.SliceSeconds is > 0 and <= 1500, "sliceSeconds", settings.SliceSeconds, "above 0 and at most 1500");
        Check(settings.Auxiliary);
        Check(settings.Ranking, settings.Auxiliary);
        Check(settings.Queue);
        Check(settings.Reviewing);
        Check(settings.Reviewing.ClassGuides, settings.Classes);
        Check(settings.Release);
        Check(settings.Evaluation);
        Check(settings.Synthesis);
    }

    private static void Check(AuxiliarySettings auxiliary)
    {
        RequireOneOf(Preprocessings.All, "auxiliary.preprocessing", auxiliary.Preprocessing);
        RequireOneOf(Networks.All, "auxiliary.network", auxiliary.Network);
        Require(auxiliary.ImageSize is >= 16 and <= 256 && auxiliary.ImageSize % 4 == 0, "auxiliary.imageSize", auxiliary.ImageSize, "a multiple of 4 in 16 … 256");
        Require(auxiliary.Preprocessing != Preprocessings.Reference || auxiliary.ImageSize == 32, "auxiliary.imageSize", auxiliary.ImageSize, "32 with the reference preprocessing");
        Require(auxiliary.EnsembleSize is >= 1 and <= LargestEnsemble, "auxiliary.ensembleSize", auxiliary.EnsembleSize, "in 1 … 64");
        Require(auxiliary.OutOfSampleFolds >= 2, "auxiliary.outOfSampleFolds", auxiliary.OutOfSampleFolds, "at least 2");
        Require(
            !auxiliary.LearnGivenLabels || auxiliary.EnsembleSize >= auxiliary.OutOfSampleFolds,
            "auxiliary.ensembleSize", auxiliary.EnsembleSize, "at least outOfSampleFolds where given labels are learned, or some samples would have no model that was not trained on them");
        Require(auxiliary.LearningRate is > 0 and <= 1, "auxiliary.learningRate", auxiliary.LearningRate, "above 0 and at most 1");
        Require(auxiliary.BatchNormMomentum is null or (> 0 and <= 1), "auxiliary.batchNormMomentum", auxiliary.BatchNormMomentum, "absent, or above 0 and at most 1");
        Require(auxiliary.EarlyStoppingPatience >= 0, "auxiliary.earlyStoppingPatience", auxiliary.EarlyStoppingPatience, "0 (never) or more epochs");
        Require(auxiliary.LabelSmoothing is >= 0 and < 1, "auxiliary.labelSmoothing", auxiliary.LabelSmoothing, "at least 0 and below 1");
        Require(auxiliary.MixupAlpha is 0 or (>= 0.01 and <= 10), "auxiliary.mixupAlpha", auxiliary.MixupAlpha, "0 (none), or 0.01 … 10");
        Require(auxiliary.PretrainingEpochs >= 0, "auxiliary.pretrainingEpochs", auxiliary.PretrainingEpochs, "0 (none) or more");
        Check(auxiliary.Augmentation, "auxiliary.augmentation");
    }

    private static void Check(IReadOnlyList<AugmentationSetting>? augmentation, string name)
    {
        foreach (var step in augmentation ?? [])
        {
            RequireOneOf([.. AugmentationAmounts.All.Keys], name, step.Kind);
            var (least, most) = AugmentationAmounts.All[step.Kind];
            Require(step.Amount is null || (step.Amount >= least && step.Amount <= most), name, step.Amount, FormattableString.Invariant($"an amount in {least} … {most} for {step.Kind}"));
            Require(step.Probability is null or (>= 0 and <= 1), name, step.Probability, $"a probability in 0 … 1 for {step.Kind}");
        }
    }

    private static void Check(RankingSettings ranking, AuxiliarySettings auxiliary)
    {
        RequireOneOf(RankingScores.All, "ranking.score", ranking.Score);
        RequireOneOf(AcquisitionFunctions.All, "ranking.acquisition", ranking.Acquisition);
        Require(ranking.NeighbourCount is >= 0 and <= 1000, "ranking.neighbourCount", ranking.NeighbourCount, "in 0 … 1000");
        Require(ranking.NearLikeness is >= 0 and <= 1, "ranking.nearLikeness", ranking.NearLikeness, "in 0 … 1");
        Require(
            ranking.Score != RankingScores.OutOfDistribution || ranking.NeighbourCount > 0,
            "ranking.neighbourCount", ranking.NeighbourCount, "at least 1 for the out-of-distribution score");
        Require(
            auxiliary.LearnGivenLabels
            || ranking.Score is not (RankingScores.AreaUnderMargin or RankingScores.ForgettingEvents or RankingScores.El2n or RankingScores.GraNd),
            "ranking.score", ranking.Score, "a score that needs no training on the ranked samples, or auxiliary.learnGivenLabels must be true");
        Require(
            ranking.Acquisition != AcquisitionFunctions.Coreset || !auxiliary.LearnGivenLabels,
            "ranking.acquisition", ranking.Acquisition, "another function where given labels are learned: a coreset is chosen in the features of one model that ranks everything");
        Require(
            ranking.Acquisition != AcquisitionFunctions.Bald || auxiliary.EnsembleSize > 1,
            "auxiliary.ensembleSize", auxiliary.EnsembleSize, "at least 2 for bald: one model does not disagree with itself");
    }

    private static void Check(QueueSettings queue)
    {
        Require(queue.MostWrongCertificates is null or (> 0 and < 1), "queue.mostWrongCertificates", queue.MostWrongCertificates, "absent, or between 0 and 1, such as 0.01");
        Require(
            queue.MostWrongCertificates is null || queue.Adaptive,
            "queue.adaptive", queue.Adaptive, "true where mostWrongCertificates is set: with fixed counts a person certifies all");
        Require(queue.Confidence is > 0 and < 1, "queue.confidence", queue.Confidence, "between 0 and 1, such as 0.95");
    }

    private static void Check(ReviewSettings reviewing)
    {
        Require(reviewing.ReviewersPerItem is >= 1 and <= 10, "reviewing.reviewersPerItem", reviewing.ReviewersPerItem, "in 1 … 10");
        Require(
            reviewing.Adjudicators.All(name => !string.IsNullOrWhiteSpace(name)) && reviewing.Adjudicators.Distinct(StringComparer.Ordinal).Count() == reviewing.Adjudicators.Count,
            "reviewing.adjudicators", string.Join(", ", reviewing.Adjudicators), "names of reviewers without repetition, or empty");
        Require(reviewing.GoldShare is >= 0 and <= 0.5, "reviewing.goldShare", reviewing.GoldShare, "in 0 … 0.5");
        Require(reviewing.DueHours is null or (> 0 and <= 8760), "reviewing.dueHours", reviewing.DueHours, "more than 0 and at most 8760, or empty");
    }

    private static void Check(IReadOnlyList<ClassGuide> guides, IReadOnlyList<string> classes)
    {
        RequireOnce("class", guides.Select(guide => guide.Class));
        RequireOnce("key", guides.Select(guide => guide.Key).OfType<string>());
        foreach (var guide in guides)
        {
            RequireOneOf(classes, "reviewing.classGuides.class", guide.Class);
            Require(
                guide.Key is null || (guide.Key.Length == 1 && char.IsLetterOrDigit(guide.Key[0]) && !TakenKeys.Contains(char.ToLowerInvariant(guide.Key[0]))),
                "reviewing.classGuides.key", guide.Key, $"one letter or digit, and none of {TakenKeys}, which the page takes for itself");
            Require(guide.Color is null || (guide.Color.Length == 7 && guide.Color[0] == '#' && guide.Color.Skip(1).All(char.IsAsciiHexDigit)), "reviewing.classGuides.color", guide.Color, "as #1d5fd0");
            Require(guide.Text is null || guide.Text.Length <= LongestGuide, "reviewing.classGuides.text", guide.Class, $"a text of at most {LongestGuide} characters");
        }

        static void RequireOnce(string member, IEnumerable<string> values)
        {
            var repeated = values.GroupBy(value => value, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
            Require(repeated is null, $"reviewing.classGuides.{member}", repeated, "named once");
        }
    }

    private static void Check(ReleaseSettings release)
    {
        RequireOneOf(SurplusPolicies.All, "release.surplus", release.Surplus);
        Require(
            release.Licence.Length <= LongestLicence && !release.Licence.Any(char.IsControl),
            "release.licence", release.Licence, "empty, or a line of at most 500 characters, such as CC-BY-4.0 or an address");
        Require(release.LargestTrainCount is >= 0 and <= LargestTrainCount, "release.largestTrainCount", release.LargestTrainCount, "0 (the balanced set as it is), or at most 10000000");
        Require(release.HardClassShare is >= 0 and <= LargestHardShare, "release.hardClassShare", release.HardClassShare, "in 0 … 0.5");
        Check(release.Augmentation, "release.augmentation");
    }

    private static void Check(EvaluationSettings evaluation)
    {
        Require(evaluation.Seeds is >= 1 and <= 100, "evaluation.seeds", evaluation.Seeds, "in 1 … 100");
        Require(evaluation.AblationSeeds is >= 0 and <= 100, "evaluation.ablationSeeds", evaluation.AblationSeeds, "in 0 … 100");
        Require(evaluation.LearningCurveShares.All(share => share is > 0 and <= 1), "evaluation.learningCurveShares", Text(evaluation.LearningCurveShares), "shares above 0 and at most 1");
        Require(evaluation.NoiseLevels.All(level => level is >= 0 and <= 255), "evaluation.noiseLevels", Text(evaluation.NoiseLevels), "gray levels in 0 … 255");
        Require(evaluation.CleaningShares.All(share => share is >= 0 and <= 1), "evaluation.cleaningShares", Text(evaluation.CleaningShares), "shares in 0 … 1");
    }

    private static void Check(SynthesisSettings synthesis)
    {
        Require(
            synthesis.Gammas.Count is >= 1 and <= LargestEnsemble && synthesis.Gammas.All(gamma => gamma is >= 0 and <= 10) && synthesis.Gammas.Distinct().Count() == synthesis.Gammas.Count,
            "synthesis.gammas", Text(synthesis.Gammas), "1 … 64 different numbers in 0 … 10");
        Require(synthesis.Iterations is >= 1 and <= 10_000_000, "synthesis.iterations", synthesis.Iterations, "in 1 … 10000000");
        Require(synthesis.RampAfterIterations >= 0, "synthesis.rampAfterIterations", synthesis.RampAfterIterations, "at least 0");
        Require(synthesis.RampIterations > synthesis.RampAfterIterations, "synthesis.rampIterations", synthesis.RampIterations, $"above synthesis.rampAfterIterations, {synthesis.RampAfterIterations}");
        Require(synthesis.BatchSize is >= 2 and <= 4096, "synthesis.batchSize", synthesis.BatchSize, "in 2 … 4096");
        Require(synthesis.LearningRate is > 0 and <= 1, "synthesis.learningRate", synthesis.LearningRate, "above 0 and at most 1");
        Require(synthesis.Width is >= 1 and <= 512, "synthesis.width", synthesis.Width, "in 1 … 512");
        Require(synthesis.AverageDecay is >= 0 and < 1, "synthesis.averageDecay", synthesis.AverageDecay, "at least 0 and below 1");
        Require(synthesis.CheckIterations >= 1, "synthesis.checkIterations", synthesis.CheckIterations, "at least 1");
        Require(synthesis.Patience >= 0, "synthesis.patience", synthesis.Patience, "0 (never) or more checks");
        Require(synthesis.LeastImagesPerClass >= 2, "synthesis.leastImagesPerClass", synthesis.LeastImagesPerClass, "at least 2");
        Require(synthesis.ImageCount is >= 1 and <= 1_000_000, "synthesis.imageCount", synthesis.ImageCount, "in 1 … 1000000");
        Require(synthesis.Truncation is >= 0.01 and <= 10, "synthesis.truncation", synthesis.Truncation, "in 0.01 … 10");
    }

    private static string Text(IEnumerable<double> values) => string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}")));

    private static void RequireOneOf(IReadOnlyList<string> names, string setting, string actual) =>
        Require(names.Contains(actual, StringComparer.Ordinal), setting, actual, $"one of {string.Join(", ", names)}");

    private static void CheckClasses(IReadOnlyList<string> classes)
    {
        Require(classes.Count >= 2, "classes", classes.Count, "at least two names");
        foreach (var name in classes)
        {
            // A class becomes a folder of the export.
            var valid = !string.IsNullOrWhiteSpace(name) && name.Length <= LongestLabel && name.Trim() == name
                && name[0] != '.' && !name.Any(character => character is '/' or '\\' || char.IsControl(character));
            Require(valid, "classes", name, $"names of at most {LongestLabel} characters without slashes, leading dots or surrounding spaces, as each becomes a folder");
        }

        var repeated = classes.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        Require(repeated is null, "classes", repeated?.Key, "names without repetition");
    }

    private static void Require(bool satisfied, string setting, object? actual, string expected)
    {
        if (!satisfied)
        {
            throw Refusal.BadRequest("settings", FormattableString.Invariant($"Setting {setting} is '{actual}': it must be {expected}."));
        }
    }
}
