using Dcai.Api;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>What settings and names may be; checked once, here at the border.</summary>
internal static class SettingsRules
{
    private const int LongestName = 63;
    private const int LongestLabel = 100;
    private const double LargestTestShare = 0.9;

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
        Require(!string.IsNullOrWhiteSpace(settings.Profile), "profile", settings.Profile, "a name such as quick or paper");
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
        Require(!settings.Synthesize, "synthesize", settings.Synthesize, "false: no service synthesises samples yet");
        Require(settings.SliceSeconds is > 0 and <= 1500, "sliceSeconds", settings.SliceSeconds, "above 0 and at most 1500");
    }

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
