using System.Text.Json;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// The formats of everything that may lie under a dataset, and their newest versions: whoever looks through all documents for what they refer to must know
/// each of them, for one that it misreads may name what it is about to remove.
/// </summary>
public static class StoredFormats
{
    private const string Result = "dcai.result.";
    private const int ResultVersion = 1;

    private static readonly Dictionary<string, int> Known = new(StringComparer.Ordinal)
    {
        [Formats.Settings.Name] = Formats.Settings.Version,
        [Formats.TestSet.Name] = Formats.TestSet.Version,
        [Formats.Upload.Name] = Formats.Upload.Version,
        [Formats.Snapshot.Name] = Formats.Snapshot.Version,
        [Formats.History.Name] = Formats.History.Version,
        [Formats.Review.Name] = Formats.Review.Version,
        [Formats.Decisions.Name] = Formats.Decisions.Version,
        [Formats.Closure.Name] = Formats.Closure.Version,
        [Formats.TrainingSet.Name] = Formats.TrainingSet.Version,
        [Formats.ModelCard.Name] = Formats.ModelCard.Version,
        [Formats.Ranking.Name] = Formats.Ranking.Version,
        [Formats.RoundMetrics.Name] = Formats.RoundMetrics.Version,
        [Formats.Release.Name] = Formats.Release.Version,
        [Formats.Outcome.Name] = Formats.Outcome.Version,
        [Formats.Report.Name] = Formats.Report.Version,
        [Formats.Gan.Name] = Formats.Gan.Version,
        [Formats.GanTimes.Name] = Formats.GanTimes.Version,
        [Formats.GeneratorCheck.Name] = Formats.GeneratorCheck.Version,
        [Formats.Synthesis.Name] = Formats.Synthesis.Version,
        [Formats.Erasure.Name] = Formats.Erasure.Version,

        // Those that a service keeps to itself.
        ["dcai.curation"] = 1,
        ["dcai.review-opened"] = 1,
        ["dcai.dynamics"] = 1,
    };

    /// <summary>The newest known version of a format, or null where it is unknown.</summary>
    public static int? VersionOf(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Known.TryGetValue(format, out var version) ? version : format.StartsWith(Result, StringComparison.Ordinal) ? ResultVersion : null;
    }

    /// <summary>Refuses a document that this build does not know for certain.</summary>
    /// <param name="key">Where it lies, for the message.</param>
    /// <param name="document">The whole of it.</param>
    /// <exception cref="UpkeepException">It is of no format, of an unknown one, or of a newer version.</exception>
    public static void Require(string key, JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object
            || !document.TryGetProperty("format", out var format) || format.GetString() is not { } name
            || !document.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number))
        {
            throw new UpkeepException($"Object {key} is no dcai document, so what it refers to is unknown: move it elsewhere, and run this again. Nothing that it may refer to was touched.");
        }

        if (VersionOf(name) is not { } newest || number > newest)
        {
            throw new UpkeepException($"Object {key} is {name} version {number}, which this build does not read: upgrade it, and run this again. Nothing that it may refer to was touched.");
        }
    }
}
