using System.Globalization;
using System.Text;

namespace Dcai.Cli.Export;

/// <summary>README.md: what a person wants to know before using a dataset, with the header that Hugging Face's hub reads.</summary>
internal static class DatasetCard
{
    public const string File = "README.md";

    /// <param name="contents">What is exported.</param>
    /// <param name="counts">Part to class to number of images.</param>
    public static string Of(ExportContents contents, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> counts)
    {
        var text = new StringBuilder("---\n");
        if (contents.Licence is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"license: {Quote(contents.Licence.ToLowerInvariant())}\n");
        }

        text.Append("task_categories:\n- image-classification\n");
        if (contents.Format == ExportFormats.HuggingFace)
        {
            text.Append("configs:\n- config_name: default\n  data_files:\n");
            foreach (var part in counts.Keys)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - split: {(part == "val" ? "validation" : part)}\n    path: \"{part}/**\"\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"---\n\n# {contents.Name}\n\nContent digest {contents.ContentDigest}. ")
            .Append(contents.Licence is null ? "The owner states no licence: ask before you use it.\n" : string.Create(CultureInfo.InvariantCulture, $"Licence: {contents.Licence}.\n"))
            .Append(CultureInfo.InvariantCulture, $"\n| part | {string.Join(" | ", contents.Classes)} | all |\n|---|{string.Concat(Enumerable.Repeat("---:|", contents.Classes.Count + 1))}\n");
        foreach (var (part, classes) in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {part} | {string.Join(" | ", contents.Classes.Select(label => classes.GetValueOrDefault(label).ToString(CultureInfo.InvariantCulture)))} | {classes.Values.Sum()} |\n");
        }

        if (contents.Recipe is { } recipe)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nThe training images, at most {recipe.LargestTrainCount}: ")
                .AppendJoin(", ", recipe.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Added} {step.Source.ToString().ToLowerInvariant()}")))
                .Append(recipe.HardClasses.Count == 0 ? ".\n" : $"; more copies of {string.Join(", ", recipe.HardClasses)}, which are harder than the others.\n");
        }

        if (counts.ContainsKey(DatasetExport.SynthesizedPart))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nThe images of part {DatasetExport.SynthesizedPart} were painted by a generator. They are in no other part: validate and test without them.\n");
        }

        return text
            .Append(CultureInfo.InvariantCulture, $"\n{DatasetExport.CertificatesFile} says of each image who certified it, in which round, and where it came from. ")
            .Append(CultureInfo.InvariantCulture, $"{ExportManifest.File} lists every file with its SHA-256; `dcai verify` compares. Surplus images are certified, but more than their class may have.\n")
            .ToString();
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
