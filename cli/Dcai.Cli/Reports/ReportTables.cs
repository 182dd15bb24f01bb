using System.Globalization;
using Dcai.Api;
using Spectre.Console;

namespace Dcai.Cli.Reports;

/// <summary>The paper's tables for a report.</summary>
internal static class ReportTables
{
    private const string None = "–";

    /// <summary>Table 1: one column per round.</summary>
    public static Table Rounds(CurationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("round");
        foreach (var round in report.Rounds)
        {
            table.AddColumn(new TableColumn(Number(round.Round)).RightAligned());
        }

        AddRow(table, report, "train / validation images", round => $"{Number(round.Train)} / {Number(round.Validation)}");
        AddRow(table, report, "train / validation accuracy %", round => $"{Percent(round.TrainAccuracy)} / {Percent(round.ValidationAccuracy)}");
        AddRow(table, report, "pipeline accuracy %", round => Percent(round.PipelineAccuracy));
        AddRow(table, report, "  likely valid / likely invalid %", round => $"{Percent(round.LikelyValidAccuracy)} / {Percent(round.LikelyInvalidAccuracy)}");
        AddRow(table, report, "ratio of validated data %", round => Percent(round.ValidatedRatio));
        AddRow(table, report, "seconds per epoch", round => Seconds(round));
        return table;
    }

    /// <summary>Table 2: one row per evaluated training set.</summary>
    public static Table Evaluations(CurationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("trained on");
        foreach (var column in new[] { "train", "validation", "test", "train acc. %", "validation acc. %", "test acc. %" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var row in report.Evaluations)
        {
            table.AddRow(
                Markup.Escape(row.Name),
                Number(row.Train),
                Number(row.Validation),
                Number(row.Test),
                Percent(row.TrainAccuracy),
                Percent(row.ValidationAccuracy),
                Percent(row.TestAccuracy));
        }

        return table;
    }

    /// <summary>Decisions until the known label errors were found, beside random order.</summary>
    public static Table Effort(ReviewEffortReport effort)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("known label errors found");
        foreach (var column in new[] { "50 %", "80 %", "95 %" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddRow("decisions, most suspicious first", Number(effort.DecisionsTo50), Number(effort.DecisionsTo80), Number(effort.DecisionsTo95));
        table.AddRow("decisions in random order (expected)", Number(effort.DecisionsTo50Random), Number(effort.DecisionsTo80Random), Number(effort.DecisionsTo95Random));
        return table;
    }

    /// <summary>What came in and what became of it, in one line.</summary>
    public static string Counts(IngestCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{counts.Ingested} files ingested, {counts.Duplicates} exact duplicates ({counts.TrainValidationOverlap} images in train and validation), {counts.LabelConflicts} images with several labels, {counts.Rejected} rejected, {counts.HeldOut} held out for the test; {counts.Certified} certified, {counts.Removed} removed");

    /// <summary>Where the time went, in one line.</summary>
    public static string Seconds(SecondsReport seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{seconds.Total:0} s in all: {seconds.Training:0} s training, {seconds.Inference:0} s inference, {seconds.Orchestration:0} s everything else ({Share(seconds):0.0} %)");

    private static double Share(SecondsReport seconds) => seconds.Total > 0 ? 100 * seconds.Orchestration / seconds.Total : 0;

    private static void AddRow(Table table, CurationReport report, string name, Func<RoundReport, string> cell) =>
        table.AddRow([name, .. report.Rounds.Select(cell)]);

    private static string Seconds(RoundReport round) =>
        string.Create(CultureInfo.InvariantCulture, $"{round.SecondsPerEpochMean:0.000} ± {round.SecondsPerEpochSd:0.000}");

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;

    private static string Percent(double? share) => share is null ? None : (100 * share.Value).ToString("0.0", CultureInfo.InvariantCulture);
}
