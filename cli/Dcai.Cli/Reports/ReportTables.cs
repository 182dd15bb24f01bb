using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Reports;

/// <summary>The paper's tables for a terminal.</summary>
internal static class ReportTables
{
    /// <summary>Table 1: one column per round.</summary>
    public static Table Rounds(CurationReport report) => Of(RoundSection.Table(report));

    /// <summary>Table 2: one row per evaluated training set.</summary>
    public static Table Evaluations(CurationReport report) => Of(EvaluationSection.Table(report));

    /// <summary>Decisions until the known label errors were found, beside random order.</summary>
    public static Table Effort(ReviewEffortReport effort) => Of(ReviewSections.Table(effort));

    /// <summary>What came in and what became of it, in one line.</summary>
    public static string Counts(IngestCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{counts.Ingested} files ingested, {counts.Duplicates} exact duplicates ({counts.TrainValidationOverlap} images in train and validation), {counts.LabelConflicts} images with several labels, {counts.Rejected} rejected, {counts.HeldOut} held out for the test; {counts.Certified} certified, {counts.Removed} removed");

    /// <summary>Where the time went, in one line.</summary>
    public static string Seconds(SecondsReport seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{seconds.Total:0} s in all: {seconds.Training:0} s training, {seconds.Inference:0} s inference, {seconds.Orchestration:0} s everything else ({Share(seconds):0.0} %)");

    private static double Share(SecondsReport seconds) => seconds.Total > 0 ? 100 * seconds.Orchestration / seconds.Total : 0;

    private static Table Of(ReportTable table)
    {
        var shown = new Table().Border(TableBorder.Simple).AddColumn(table.Columns[0]);
        foreach (var column in table.Columns.Skip(1))
        {
            shown.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var row in table.Rows)
        {
            shown.AddRow([.. row.Select(Markup.Escape)]);
        }

        return shown;
    }
}
