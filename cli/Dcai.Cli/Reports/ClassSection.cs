using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>How well each class is recognised, and what it is taken for.</summary>
internal static class ClassSection
{
    private const string PipelineOutput = "pipeline output";
    private const int MostClassesToDraw = 26;
    private const int MostConfusions = 10;

    public static IEnumerable<ReportSection> Of(CurationReport report)
    {
        List<(string Name, int[][] Counts)> matrices =
        [
            .. report.Outcomes
                .Where(outcome => outcome is { Purpose: OutcomePurpose.Row, IsFold: false, TestConfusion: not null })
                .GroupBy(outcome => outcome.Name, StringComparer.Ordinal)
                .Select(seeds => (seeds.Key, Sum([.. seeds]))),
        ];
        OutcomeReport[] folds = [.. report.Outcomes.Where(outcome => outcome is { IsFold: true, TestConfusion: not null })];
        if (folds.Length > 0)
        {
            matrices.Add(("cross-validation", Sum(folds)));
        }

        if (matrices.Count == 0)
        {
            yield break;
        }

        string[] classes = [.. report.Outcomes.First(outcome => outcome.TestConfusion is not null).PerClass.Select(one => one.Label)];

        // The folds test every certified image once; a test set may be too small to show what is confused.
        var (name, counts) = folds.Length > 0 ? matrices[^1] : matrices.Find(one => one.Name == PipelineOutput) is { Counts: not null } own ? own : matrices[0];
        yield return new ReportSection("Classes", ["Share of each class's test images that were recognised, over all seeds or folds together."], Accuracies(classes, matrices), []);
        yield return new ReportSection(
            "Confusions",
            [$"Of {name}: how often a class was taken for another one."],
            Confusions(classes, counts),
            classes.Length > MostClassesToDraw
                ? []
                : [new HeatMap($"Confusion matrix of {name}", "Rows are true classes, columns predicted ones; the number is the count of images, the shade its share of the row.", classes, counts)]);
    }

    private static ReportTable Accuracies(string[] classes, List<(string Name, int[][] Counts)> matrices) => new(
        ["class", .. matrices.SelectMany(one => new[] { $"{one.Name} %", "images" })],
        [.. classes.Select((label, index) => (IReadOnlyList<string>)
        [
            label,
            .. matrices.SelectMany(one => new[]
            {
                ReportText.Percent(one.Counts[index].Sum() is > 0 and var images ? (double)one.Counts[index][index] / images : null),
                ReportText.Number(one.Counts[index].Sum()),
            }),
        ])]);

    private static ReportTable Confusions(string[] classes, int[][] counts) => new(
        ["class", "taken for", "images", "% of the class"],
        [.. Enumerable.Range(0, classes.Length)
            .SelectMany(row => Enumerable.Range(0, classes.Length).Select(column => (Row: row, Column: column, Count: counts[row][column])))
            .Where(cell => cell.Row != cell.Column && cell.Count > 0)
            .OrderByDescending(cell => cell.Count)
            .Take(MostConfusions)
            .Select(cell => (IReadOnlyList<string>)
            [
                classes[cell.Row],
                classes[cell.Column],
                ReportText.Number(cell.Count),
                ReportText.Percent((double)cell.Count / counts[cell.Row].Sum()),
            ])]);

    private static int[][] Sum(OutcomeReport[] outcomes)
    {
        var K = outcomes[0].TestConfusion!.Count;
        return [.. Enumerable.Range(0, K).Select(row => Enumerable.Range(0, K).Select(column => outcomes.Sum(outcome => outcome.TestConfusion![row][column])).ToArray())];
    }
}
