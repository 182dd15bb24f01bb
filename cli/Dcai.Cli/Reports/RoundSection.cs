using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>The paper's table 1.</summary>
internal static class RoundSection
{
    public const string Title = "Rounds (the paper's table 1)";

    public static ReportSection Of(CurationReport report) => new(
        Title,
        report.Rounds.Any(round => round.PerfectPipelineAccuracy is not null)
            ? ["Pipeline accuracy is the share of the flagged images whose flag the reviewer confirmed. A perfect ranker, with the same counts on the same pool, does not reach 100 % either once too few label errors, or too few valid images, are left."]
            : ["Pipeline accuracy is the share of the flagged images whose flag the reviewer confirmed."],
        Table(report),
        report.Rounds.Count == 0 ? [] : [Accuracies(report), Pipeline(report), Validated(report)]);

    /// <summary>One column per round.</summary>
    public static ReportTable Table(CurationReport report)
    {
        var rounds = report.Rounds;
        var rows = new List<IReadOnlyList<string>>();
        Add("train / validation images", round => $"{ReportText.Number(round.Train)} / {ReportText.Number(round.Validation)}");
        Add("train / validation accuracy %", round => Pair(round.TrainAccuracy, round.ValidationAccuracy));
        Add("pipeline accuracy %", round => ReportText.Percent(round.PipelineAccuracy));
        Add("  likely valid / likely invalid %", round => Pair(round.LikelyValidAccuracy, round.LikelyInvalidAccuracy));
        if (rounds.Any(round => round.PerfectPipelineAccuracy is not null))
        {
            Add("perfect ranker's pipeline accuracy %", round => ReportText.Percent(round.PerfectPipelineAccuracy));
            Add("  likely valid / likely invalid %", round => Pair(round.PerfectLikelyValidAccuracy, round.PerfectLikelyInvalidAccuracy));
        }

        Add("ratio of validated data %", round => ReportText.Percent(round.ValidatedRatio));
        Add("seconds per epoch", ReportText.Seconds);
        if (rounds.Any(round => round.EnsembleSize > 1))
        {
            Add("models in the ensemble", round => ReportText.Number(round.EnsembleSize));
        }

        if (rounds.Any(round => round.ExpectedCalibrationError is not null))
        {
            Add("expected calibration error %", round => ReportText.Percent(round.ExpectedCalibrationError));
        }

        return new ReportTable(["round", .. rounds.Select(round => ReportText.Number(round.Round))], rows);

        void Add(string name, Func<RoundReport, string> cell) => rows.Add([name, .. rounds.Select(cell)]);
    }

    private static string Pair(double? first, double? second) => $"{ReportText.Percent(first)} / {ReportText.Percent(second)}";

    private static LinePlot Accuracies(CurationReport report) => Plot(
        report, "Accuracy of the auxiliary models", "accuracy %",
        Line(report, "training images", round => round.TrainAccuracy),
        Line(report, "validation images", round => round.ValidationAccuracy));

    private static LinePlot Pipeline(CurationReport report) => Plot(
        report, "Pipeline accuracy beside a perfect ranker's", "confirmed flags %",
        Line(report, "all flags", round => round.PipelineAccuracy),
        Line(report, "all flags, perfect ranker", round => round.PerfectPipelineAccuracy),
        Line(report, "likely invalid", round => round.LikelyInvalidAccuracy),
        Line(report, "likely invalid, perfect ranker", round => round.PerfectLikelyInvalidAccuracy));

    private static LinePlot Validated(CurationReport report) => Plot(
        report, "Validated images", "certified or removed %", Line(report, "validated", round => round.ValidatedRatio)) with
    {
        FromZero = true,
    };

    private static PlotLine Line(CurationReport report, string name, Func<RoundReport, double?> value) => new(
        name,
        [.. report.Rounds.Where(round => value(round) is not null).Select(round => new PlotPoint(round.Round, 100 * value(round)!.Value))]);

    private static LinePlot Plot(CurationReport report, string title, string up, params PlotLine[] lines) => new(
        title,
        $"{title} over {report.Rounds.Count} rounds; the table has the figures.",
        "round",
        up,
        [.. lines.Where(line => line.Points.Count > 0)])
    {
        Marks = [.. report.Rounds.Select(round => (double)round.Round)],
    };
}
