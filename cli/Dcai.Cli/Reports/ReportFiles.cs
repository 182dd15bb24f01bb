using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Export;

namespace Dcai.Cli.Reports;

/// <summary>A report as files side by side.</summary>
internal static class ReportFiles
{
    public const string JsonFile = "report.json";
    public const string MarkdownFile = "report.md";
    public const string HtmlFile = "report.html";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    /// <summary>Writes report.json, report.md and report.html; each file is there wholly or not at all.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="directory">Exists.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    public static async Task WriteAsync(CurationReport report, string directory, CancellationToken cancellationToken)
    {
        await ExportFolder.WriteAsync(Path.Join(directory, JsonFile), Json(report), cancellationToken);
        await ExportFolder.WriteAsync(Path.Join(directory, MarkdownFile), ReportMarkdown.Write(report), cancellationToken);
        await ExportFolder.WriteAsync(Path.Join(directory, HtmlFile), ReportHtml.Write(report), cancellationToken);
    }

    public static string Json(CurationReport report) => JsonSerializer.Serialize(report, Indented) + "\n";
}
