using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>What is measured beyond table 2, where the owner asked for it.</summary>
internal static class MeasureSections
{
    private const int LawPoints = 60;

    /// <summary>How far beyond the largest measured set the law is drawn.</summary>
    private const double LawReach = 2;

    public static IEnumerable<ReportSection> Of(CurationReport report) =>
        ((ReportSection?[])[
            report.LearningCurve is { Points.Count: > 0 } curve ? LearningCurve(curve) : null,
            report.Robustness is { Count: > 0 } robustness ? Robustness(robustness) : null,
            report.Cleaning is { Points.Count: > 0 } cleaning ? Cleaning(cleaning) : null,
            report is { Synthesis: null, Generators: null } ? null : Painting(report.Synthesis, report.Generators ?? [], report.Review?.Simulated == true),
            report.Ablation is { } ablation ? Ablation(ablation) : null,
        ]).OfType<ReportSection>();

    private static ReportSection LearningCurve(LearningCurveReport curve)
    {
        var lines = new List<PlotLine>
        {
            new("measured, ± one standard deviation", [.. curve.Points.Select(point => new PlotPoint(point.Train, 100 * point.Error, 100 * point.ErrorSd))]),
        };
        if (curve is { Alpha: { } alpha, Beta: { } beta, Gamma: { } gamma })
        {
            double from = curve.Points[0].Train;
            var ratio = LawReach * curve.Points[^1].Train / from;
            lines.Add(new PlotLine(
                "power law",
                [.. Enumerable.Range(0, LawPoints)
                    .Select(step => from * Math.Pow(ratio, step / (LawPoints - 1.0)))
                    .Select(images => new PlotPoint(images, 100 * ((alpha * Math.Pow(images, beta)) + gamma)))])
            {
                Measured = false,
            });
        }

        return new ReportSection(
            "Learning curve",
            [$"Error of the reference model on {ReportText.Number(curve.Test)} held-out images when it learns from a part of the certified training images. {Law(curve)}"],
            new ReportTable(
                ["training images", "error %", "accuracy %"],
                [.. curve.Points.Select(point => (IReadOnlyList<string>)
                [
                    ReportText.Number(point.Train),
                    ReportText.Percent(point.Error, point.ErrorSd > 0 ? point.ErrorSd : null),
                    ReportText.Percent(1 - point.Error),
                ])]),
            [new LinePlot("Learning curve", "Error over the number of training images on a logarithmic axis, with the fitted power law.", "training images", "error %", lines)
            {
                Logarithmic = true,
                Marks = [.. curve.Points.Select(point => (double)point.Train)],
            }]);
    }

    private static string Law(LearningCurveReport curve) => curve is not { Alpha: { } alpha, Beta: { } beta, Gamma: { } gamma }
        ? "No power law could be fitted to so few, or such, points."
        : string.Create(CultureInfo.InvariantCulture, $"The power law ε(m) = α·m^β + γ through the points has α = {alpha:0.###}, β = {beta:0.###}, γ = {gamma:0.###}; ")
            + (curve.ImagesForTwoPoints is { } more
                ? $"by it, two more points of accuracy take {ReportText.Number(more)} more training images."
                : "by it, no number of images of this kind gives two more points of accuracy.");

    /// <summary>Also where a part is worth nothing, or less.</summary>
    private static ReportSection Ablation(AblationReport ablation) => new(
        "What each part is worth",
        [
            $"Accuracy of the reference model on {ReportText.Number(ablation.Test)} held-out images with all parts of the pipeline, "
            + $"{ReportText.Percent(ablation.Accuracy, ablation.AccuracySd)} % over {ReportText.Number(ablation.Seeds)} seeds, less its accuracy with all but one.",
        ],
        new ReportTable(
            ["part", "worth, points", "verdict", "training images without it", "trainings"],
            [.. ablation.Parts.Select(part => (IReadOnlyList<string>)
            [
                part.Part,
                ReportText.Percent(part.Worth, part.WorthSd),
                Verdict(part),
                ReportText.Number(part.Train),
                ReportText.Number(part.Trainings),
            ])]),
        []);

    /// <summary>A difference counts where it is larger than the spread of its mean, twice over.</summary>
    private static string Verdict(PartReport part) => part switch
    {
        { Trainings: 0 } => "it changed no image of this release",
        { WorthSd: null } => "one seed says nothing of the spread",
        { WorthSd: { } sd } when Math.Abs(part.Worth) <= 2 * sd / Math.Sqrt(part.Trainings) => "no difference that the seeds could tell",
        { Worth: > 0 } => "it helps",
        _ => "it does harm",
    };

    private static ReportSection Robustness(IReadOnlyList<NoiseReport> robustness)
    {
        double[] levels = [.. robustness.Select(point => point.NoiseSd).Distinct().Order()];
        string[] names = [.. robustness.Select(point => point.Name).Distinct()];
        return new ReportSection(
            "Robustness",
            ["Accuracy on the test images after Gaussian noise was added to them, by its standard deviation in gray levels of 255."],
            new ReportTable(
                ["trained on", .. levels.Select(level => $"σ = {ReportText.Short(level)}")],
                [.. names.Select(name => (IReadOnlyList<string>)
                [
                    name,
                    .. levels.Select(level => ReportText.Percent(robustness.FirstOrDefault(point => point.Name == name && point.NoiseSd.Equals(level))?.Accuracy)),
                ])]),
            [new LinePlot(
                "Accuracy under noise", "Accuracy over the standard deviation of the noise, one curve per training set.", "noise σ, gray levels", "accuracy %",
                [.. names.Select(name => new PlotLine(name, [.. robustness.Where(point => point.Name == name).OrderBy(point => point.NoiseSd).Select(point => new PlotPoint(point.NoiseSd, 100 * point.Accuracy))]))])
            {
                Marks = levels,
            }]);
    }

    private static ReportSection Painting(SynthesisReport? synthesis, IReadOnlyList<GeneratorSummaryReport> generators, bool isSimulated) => new(
        "Painted images",
        [
            synthesis is null
                ? "Nobody has measured what they are worth: there was nothing to test on."
                : (isSimulated
                    ? $"A simulated reviewer, who knows no truth about painted images, accepted all {ReportText.Number(synthesis.ImageCount)} of them: nobody looked whether they show their class. "
                    : $"People certified {ReportText.Number(synthesis.ImageCount)} images that generators painted. ")
                + $"The test accuracy is {ReportText.Percent(synthesis.Without)} % without them and "
                + $"{ReportText.Percent(synthesis.With)} % with them, a gain of {ReportText.Percent(synthesis.With - synthesis.Without)} ± {ReportText.Percent(synthesis.StandardError)} points "
                + $"(standard error; {ReportText.Number(synthesis.Trainings)} trainings each): "
                + (synthesis.Kept ? "they are part of the release." : "that is no gain, so they are withdrawn, all of them."),
        ],
        generators.Count == 0 ? null : new ReportTable(
            ["γ", "steps", "training ended by", "went back", "Fréchet distance", "classifier agreement %", "sheet of samples"],
            [.. generators.Select(generator => (IReadOnlyList<string>)
            [
                ReportText.Short(generator.Gamma),
                ReportText.Number(generator.KeptIteration),
                generator.End,
                ReportText.Number(generator.Rollbacks),
                generator.FrechetDistance is { } distance ? ReportText.Short(distance) : ReportText.None,
                ReportText.Percent(generator.Agreement),
                generator.SheetPath ?? ReportText.None,
            ])]),
        []);

    private static ReportSection Cleaning(CleaningReport cleaning)
    {
        var target = cleaning.TargetShare * cleaning.Points[^1].Accuracy;
        return new ReportSection(
            "Cleaning",
            [
                $"Accuracy on {ReportText.Number(cleaning.Test)} held-out images when the first images of the order of review are put right and the others are as they came. "
                + (cleaning.InspectedShareToTarget is { } share
                    ? $"{ReportText.Percent(share)} % of the images must be inspected to reach {ReportText.Percent(cleaning.TargetShare)} % of the clean set's accuracy."
                    : $"No measured share reaches {ReportText.Percent(cleaning.TargetShare)} % of the clean set's accuracy."),
            ],
            new ReportTable(
                ["inspected %", "accuracy %"],
                [.. cleaning.Points.Select(point => (IReadOnlyList<string>)[ReportText.Percent(point.InspectedShare), ReportText.Percent(point.Accuracy)])]),
            [new LinePlot(
                "Accuracy by share inspected", "Accuracy over the share of the images that were inspected, and the accuracy to reach.", "inspected %", "accuracy %",
                [
                    new PlotLine("measured", [.. cleaning.Points.Select(point => new PlotPoint(100 * point.InspectedShare, 100 * point.Accuracy))]),
                    new PlotLine($"{ReportText.Percent(cleaning.TargetShare)} % of the clean set's", [new(0, 100 * target), new(100, 100 * target)]) { Measured = false },
                ])]);
    }
}
