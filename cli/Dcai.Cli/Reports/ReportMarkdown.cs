using System.Text;
using Dcai.Api;

namespace Dcai.Cli.Reports;

/// <summary>A report as Markdown with tables, for issues, wikis and pull requests.</summary>
internal static class ReportMarkdown
{
    public static string Write(CurationReport report, ArrivalSummary? arrivals = null)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(report.Dataset)).Append("\n\n").Append(Escape(ReportSections.Subtitle(report))).Append('\n');
        foreach (var section in ReportSections.Of(report, arrivals))
        {
            text.Append("\n## ").Append(section.Title).Append('\n');
            foreach (var paragraph in section.Text)
            {
                text.Append('\n').Append(Escape(paragraph)).Append('\n');
            }

            if (section.Table is { } table)
            {
                text.Append('\n');
                AppendTable(text, table);
            }
        }

        if (ReportSections.Settings(report) is { } settings)
        {
            text.Append("\n```json\n").Append(settings).Append("\n```\n");
        }

        return text.ToString();
    }

    public static void AppendTable(StringBuilder text, ReportTable table)
    {
        AppendLine(text, table.Columns);
        AppendLine(text, [.. table.Columns.Select((_, index) => index == 0 ? ":--" : "--:")]);
        foreach (var row in table.Rows)
        {
            AppendLine(text, [.. row.Select(Escape)]);
        }
    }

    private static void AppendLine(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>Names come from folders and may hold anything.</summary>
    private static string Escape(string cell)
    {
        var escaped = new StringBuilder(cell.Length);
        foreach (var letter in cell.Trim())
        {
            if (letter is '|' or '*' or '_' or '`' or '<' or '[' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(letter is '\n' or '\r' ? ' ' : letter);
        }

        return escaped.ToString();
    }
}
