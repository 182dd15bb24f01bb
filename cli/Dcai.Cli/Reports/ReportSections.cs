using System.Globalization;
using System.Text.Json;
using Dcai.Api;

namespace Dcai.Cli.Reports;

/// <summary>What a report says, in order; Markdown and HTML print the same.</summary>
internal static class ReportSections
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <param name="report">Of a release.</param>
    /// <param name="arrivals">What had come into the dataset when the release was made; null where it is not asked.</param>
    public static IReadOnlyList<ReportSection> Of(CurationReport report, ArrivalSummary? arrivals = null) =>
    [
        Images(report.Counts),
        .. Arrivals(arrivals),
        RoundSection.Of(report),
        EvaluationSection.Of(report),
        .. ClassSection.Of(report),
        .. MeasureSections.Of(report),
        .. ReviewSections.Of(report),
        Time(report.Seconds),
        Repetition(report),
    ];

    /// <summary>One line below the title.</summary>
    public static string Subtitle(CurationReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"release {report.Release.Version}, profile {report.Profile}, seed {report.Seed}");

    /// <summary>The settings as they can be given again.</summary>
    public static string? Settings(CurationReport report) => report.Settings is null ? null : JsonSerializer.Serialize(report.Settings, Indented);

    private static ReportSection Images(IngestCounts counts) => new(
        "Images",
        [],
        new ReportTable(["what came in, and what became of it", "images"],
        [
            ["files ingested", ReportText.Number(counts.Ingested)],
            ["exact duplicates", ReportText.Number(counts.Duplicates)],
            ["in both train and validation", ReportText.Number(counts.TrainValidationOverlap)],
            ["with several labels", ReportText.Number(counts.LabelConflicts)],
            ["rejected", ReportText.Number(counts.Rejected)],
            ["held out for the test", ReportText.Number(counts.HeldOut)],
            ["certified", ReportText.Number(counts.Certified)],
            ["removed", ReportText.Number(counts.Removed)],
        ]),
        []);

    private static IEnumerable<ReportSection> Arrivals(ArrivalSummary? arrivals)
    {
        if (arrivals is null)
        {
            yield break;
        }

        yield return new ReportSection(
            "Arrivals",
            [
                $"What had come in when the release was made. {ReportText.Number(arrivals.Grouped)} images are in {ReportText.Number(arrivals.Groups)} groups of images that look alike; --sheet draws the largest of today.",
            ],
            new ReportTable(["what arrived", "files"],
            [
                ["accepted", ReportText.Number(arrivals.Accepted)],
                ["of these, near duplicates by their hash", ReportText.Number(arrivals.NearDuplicates)],
                ["exact duplicates", ReportText.Number(arrivals.Duplicates)],
                .. arrivals.Refusals.Select(refusal => (string[])[$"rejected: {refusal.Reason}", ReportText.Number(refusal.Files)]),
            ]),
            []);
    }

    private static ReportSection Time(SecondsReport seconds) => new(
        "Time",
        [],
        new ReportTable(["wall-clock time", "seconds", "share %"],
        [
            TimeRow("training", seconds.Training, seconds.Total),
            TimeRow("inference without training", seconds.Inference, seconds.Total),
            TimeRow("everything else: ingest, storage, messages, reviews, waiting", seconds.Orchestration, seconds.Total),
            TimeRow("in all", seconds.Total, seconds.Total),
        ]),
        []);

    private static string[] TimeRow(string name, double seconds, double total) =>
        [name, ReportText.Seconds(seconds), ReportText.Percent(total > 0 ? seconds / total : null)];

    private static ReportSection Repetition(CurationReport report) => new(
        "To repeat it",
        ["The same images, settings, seed and decisions give the same content digest."],
        new ReportTable(["what", "value"],
        [
            ["code version", report.CodeVersion ?? ReportText.None],
            ["seed", report.Seed.ToString(CultureInfo.InvariantCulture)],
            ["content digest", report.ContentDigest],
            ["release digest", report.Release.Digest],
            .. report.Release.Path is { } path ? new string[][] { ["exported to", path] } : [],
        ]),
        []);
}
