using System.Globalization;
using System.Text;
using Dcai.Api;
using Dcai.Cli.Reports;

namespace Dcai.Cli.Export;

/// <summary>model-card.md: what a person wants to know before using a model.</summary>
/// <remarks>The headings that matter here of Mitchell et al. 2019, "Model Cards for Model Reporting", https://arxiv.org/abs/1810.03993.</remarks>
internal static class ModelCardText
{
    /// <param name="models">The exported models: one, or the members of an ensemble.</param>
    /// <param name="files">Their weights' files.</param>
    /// <param name="choice">How they were chosen, in a sentence.</param>
    public static string Of(IReadOnlyList<ModelDescription> models, IReadOnlyList<string> files, string choice)
    {
        var first = models[0];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {first.Dataset}: {first.Name}\n\n{choice}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"It tells {first.Classes.Count} classes apart: {string.Join(", ", first.Classes)}.\n");
        AppendTable(
            text, "Model", ["file", "network", "input", "preprocessing", "temperature", "sha-256 of the weights"],
            models.Select((model, index) => new[]
            {
                files[index], model.Network, $"{ReportText.Number(model.ImageSize)} × {ReportText.Number(model.ImageSize)} pixels", model.Preprocessing,
                ReportText.Short(model.Temperature), model.WeightsDigest,
            }));
        text.Append(CultureInfo.InvariantCulture, $"\nHow to feed it, step by step, is in {ModelExport.PreprocessingFile}.")
            .Append(models.Count > 1 ? " The members are an ensemble: average their probabilities.\n" : "\n");
        AppendTable(
            text, "Training", ["file", "training images", "validation images", "best epoch", "seed", "held-out fold"],
            models.Select((model, index) => new[]
            {
                files[index], ReportText.Number(model.TrainCount), ReportText.Number(model.ValidationCount), ReportText.Number(model.BestEpoch),
                model.Seed.ToString(CultureInfo.InvariantCulture), ReportText.Number(model.HeldOutFold),
            }));
        AppendTable(
            text, "Accuracy", ["file", "train %", "validation %", "test %", "test images", "calibration error %"],
            models.Select((model, index) => new[]
            {
                files[index], ReportText.Percent(model.TrainAccuracy), ReportText.Percent(model.ValidationAccuracy), ReportText.Percent(model.TestAccuracy),
                ReportText.Number(model.TestCount), ReportText.Percent(model.ExpectedCalibrationError),
            }));
        text.Append("\nThe validation images chose the epoch, so that accuracy is optimistic.\n");
        if (first.PerClass.Count > 0)
        {
            AppendTable(
                text, "Accuracy by class", ["class", "test images", "accuracy %"],
                first.PerClass.Select(one => new[] { one.Label, ReportText.Number(one.Count), ReportText.Percent(one.Accuracy) }));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## Provenance\n\nTrained on snapshot {first.SnapshotVersion} of dataset {first.Dataset}, content digest {first.ContentDigest}.")
            .Append(" Who certified each of its images is in the certificates of that dataset's export. The images' licences are their owners' and say what this model may be used for.\n");
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, string title, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        text.Append("\n## ").Append(title).Append("\n\n");
        ReportMarkdown.AppendTable(text, new ReportTable(columns, [.. rows]));
    }
}
