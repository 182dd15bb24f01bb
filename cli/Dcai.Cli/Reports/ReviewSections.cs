using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>What people did, and how sure one can be of what they did not do.</summary>
internal static class ReviewSections
{
    public static IEnumerable<ReportSection> Of(CurationReport report) =>
        ((ReportSection?[])[
            report.Review is { } effort ? Effort(effort, report.Counts.Certified + report.Counts.Removed) : null,
            report.Certification is { } certification ? Certification(report, certification) : null,
        ]).OfType<ReportSection>();

    /// <summary>Decisions until the known label errors were found, beside random order.</summary>
    public static ReportTable Table(ReviewEffortReport effort) => new(
        ["known label errors found", "50 %", "80 %", "95 %"],
        [
            ["decisions, most suspicious first", ReportText.Number(effort.DecisionsTo50), ReportText.Number(effort.DecisionsTo80), ReportText.Number(effort.DecisionsTo95)],
            ["decisions in random order (expected)", ReportText.Number(effort.DecisionsTo50Random), ReportText.Number(effort.DecisionsTo80Random), ReportText.Number(effort.DecisionsTo95Random)],
        ]);

    private static ReportSection Effort(ReviewEffortReport effort, int images) => new(
        "Review effort",
        [string.Create(CultureInfo.InvariantCulture, $"{effort.Decisions} decisions{(effort.Simulated ? " by a simulated reviewer" : "")}, {effort.LabelErrorsKnown} known label errors.")],
        Table(effort),
        effort.Found.Count < 2 || effort.LabelErrorsKnown == 0 || images == 0
            ? []
            : [new LinePlot(
                "Label errors found", "Share of the known label errors that were decided, over the number of decisions, beside random order.", "decisions", "known label errors found %",
                [
                    new PlotLine("found", [.. effort.Found.Select(point => new PlotPoint(point.Decisions, 100.0 * point.Errors / effort.LabelErrorsKnown))]) { Marked = false },
                    new PlotLine("random order", [new(0, 0), new(effort.Found[^1].Decisions, 100 * Math.Min(1, (double)effort.Found[^1].Decisions / images))]) { Measured = false },
                ])
            {
                FromZero = true,
            }]);

    private static ReportSection Certification(CurationReport report, CertificationReport certification)
    {
        RoundReport[] audited = [.. report.Rounds.Where(round => round.Audit is not null)];
        return new ReportSection(
            "Certification",
            [
                $"{ReportText.Number(certification.ByPeople)} images were certified by people, {ReportText.Number(certification.InBulk)} in bulk."
                + (certification.Confidence is { } confidence
                    ? $" Given that people are right, at most {ReportText.Percent(certification.WrongUpperBound)} % of all certificates are wrong, with {ReportText.Percent(confidence)} % confidence over all audits together (Clopper–Pearson)."
                    : ""),
            ],
            audited.Length == 0
                ? null
                : new ReportTable(
                    ["audit of round", "proposed", "audited", "wrong", "wrong at most %", "of all certificates at most %", "confidence %", "certified"],
                    [.. audited.Select(round => (IReadOnlyList<string>)
                    [
                        ReportText.Number(round.Round),
                        ReportText.Number(round.Audit!.Population),
                        ReportText.Number(round.Audit.Audited),
                        ReportText.Number(round.Audit.Wrong),
                        ReportText.Percent(round.Audit.WrongUpperBound),
                        ReportText.Percent(round.Audit.WrongCertificatesUpperBound),
                        ReportText.Percent(round.Audit.Confidence),
                        round.Audit.Supported ? "yes" : "no",
                    ])]),
            []);
    }
}
