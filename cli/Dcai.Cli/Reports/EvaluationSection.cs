using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>The paper's table 2.</summary>
internal static class EvaluationSection
{
    public const string Title = "Evaluation of the reference model (the paper's table 2)";

    public static ReportSection Of(CurationReport report) => new(
        Title,
        report.Evaluations.Any(row => row.Trainings > 1)
            ? ["Means ± sample standard deviation over trainings that differ in their seed, or over the folds of the cross-validation, whose validation part is its test."]
            : [],
        Table(report),
        report.Evaluations.Count == 0 ? [] : [Plot(report)]);

    /// <summary>One row per evaluated training set.</summary>
    public static ReportTable Table(CurationReport report)
    {
        var several = report.Evaluations.Any(row => row.Trainings > 1);
        return new ReportTable(
            ["trained on", .. several ? ["trainings"] : Array.Empty<string>(), "train", "validation", "test", "train acc. %", "validation acc. %", "test acc. %"],
            [.. report.Evaluations.Select(row => (IReadOnlyList<string>)
            [
                row.Name,
                .. several ? [ReportText.Number(row.Trainings)] : Array.Empty<string>(),
                ReportText.Number(row.Train),
                ReportText.Number(row.Validation),
                ReportText.Number(row.Test),
                ReportText.Percent(row.TrainAccuracy, row.TrainAccuracySd),
                ReportText.Percent(row.ValidationAccuracy, row.ValidationAccuracySd),
                ReportText.Percent(row.TestAccuracy, row.TestAccuracySd),
            ])]);
    }

    private static RowPlot Plot(CurationReport report) => new(
        "Accuracy by training set",
        "Validation and test accuracy of each row of the table, with bars of one standard deviation to either side.",
        "accuracy %",
        ["test", "validation"],
        [.. report.Evaluations.Select(row => (
            row.Name,
            (IReadOnlyList<PlotPoint?>)[Dot(row.TestAccuracy, row.TestAccuracySd), Dot(row.ValidationAccuracy, row.ValidationAccuracySd)]))]);

    private static PlotPoint? Dot(double? mean, double? sd) => mean is null ? null : new PlotPoint(100 * mean.Value, 0, 100 * (sd ?? 0));
}
