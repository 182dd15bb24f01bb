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

    /// <param name="report">What to write.</param>
    /// <param name="arrivals">What had come in when the release was made; a member of that name. Null where it is not asked.</param>
    public static string Json(CurationReport report, ArrivalSummary? arrivals = null)
    {
        var members = JsonSerializer.SerializeToNode(report, Indented)!.AsObject();
        if (arrivals is not null)
        {
            members["arrivals"] = JsonSerializer.SerializeToNode(arrivals, Indented);
        }

        return members.ToJsonString(Indented) + "\n";
    }
}
