using System.Globalization;
using System.Net;
using System.Text;
using Dcai.Api;
using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>A report as one HTML page: no script, nothing loaded from elsewhere, light or dark as the reader has it.</summary>
internal static class ReportHtml
{
    private const string Certified = "pipeline output";
    private const string Distributed = "as distributed";

    public static string Write(CurationReport report, ArrivalSummary? arrivals = null)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<title>").Append(Escape($"{report.Dataset}, release {ReportText.Number(report.Release.Version)}")).Append("</title>\n<style>\n")
            .Append(ReportStyle.Css).Append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>").Append(Escape(report.Dataset)).Append("</h1>\n<p class=\"subtitle\">")
            .Append(Escape(ReportSections.Subtitle(report))).Append("</p>\n");
        AppendFigures(page, report);
        page.Append("</header>\n");
        var number = 0;
        foreach (var section in ReportSections.Of(report, arrivals))
        {
            AppendSection(page, section, string.Create(CultureInfo.InvariantCulture, $"s{number++}"));
        }

        if (ReportSections.Settings(report) is { } settings)
        {
            page.Append("<details>\n<summary>Settings</summary>\n<pre>").Append(Escape(settings)).Append("</pre>\n</details>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>What a reader wants to know first.</summary>
    private static void AppendFigures(StringBuilder page, CurationReport report)
    {
        page.Append("<dl class=\"figures\">\n");
        Add(ReportText.Number(report.Counts.Ingested - report.Counts.Duplicates), "different images came in");
        Add($"{ReportText.Number(report.Counts.Certified)} / {ReportText.Number(report.Counts.Removed)}", "certified / removed");
        if (Find(Certified)?.TestAccuracy is { } after)
        {
            Add(
                Find(Distributed)?.TestAccuracy is { } before ? $"{ReportText.Percent(before)} → {ReportText.Percent(after)} %" : $"{ReportText.Percent(after)} %",
                $"test accuracy, {(Find(Distributed)?.TestAccuracy is null ? "" : "as distributed → ")}certified");
        }

        if (report.Review is { DecisionsTo95: { } decisions } effort)
        {
            Add(ReportText.Number(decisions), $"decisions to 95 % of the label errors{(effort.DecisionsTo95Random is { } random ? $"; {ReportText.Number(random)} in random order" : "")}");
        }

        if (report.Certification is { Confidence: { } confidence } certification)
        {
            Add($"≤ {ReportText.Percent(certification.WrongUpperBound)} %", $"certificates wrong, {ReportText.Percent(confidence)} % confidence");
        }

        page.Append("</dl>\n");

        EvaluationReport? Find(string name) => report.Evaluations.FirstOrDefault(row => row.Name == name);

        void Add(string figure, string what) =>
            page.Append("<div><dt>").Append(Escape(what)).Append("</dt><dd>").Append(Escape(figure)).Append("</dd></div>\n");
    }

    private static void AppendSection(StringBuilder page, ReportSection section, string id)
    {
        page.Append("<section aria-labelledby=\"").Append(id).Append("\">\n<h2 id=\"").Append(id).Append("\">").Append(Escape(section.Title)).Append("</h2>\n");
        foreach (var paragraph in section.Text)
        {
            page.Append("<p>").Append(Escape(paragraph)).Append("</p>\n");
        }

        page.Append("<div class=\"body\">\n");
        if (section.Table is { } table)
        {
            AppendTable(page, table);
        }

        if (section.Plots.Count > 0)
        {
            page.Append("<div class=\"plots\">\n");
            for (var index = 0; index < section.Plots.Count; index++)
            {
                page.Append("<figure><figcaption>").Append(Escape(section.Plots[index].Title)).Append("</figcaption>")
                    .Append(SvgWriter.Write(section.Plots[index], string.Create(CultureInfo.InvariantCulture, $"{id}-{index}"))).Append("</figure>\n");
            }

            page.Append("</div>\n");
        }

        page.Append("</div>\n</section>\n");
    }

    private static void AppendTable(StringBuilder page, ReportTable table)
    {
        page.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        bool[] words = [.. table.Columns.Select((_, index) => index > 0 && table.Rows.Count > 0 && table.Rows.All(row => row[index].All(letter => !char.IsAsciiDigit(letter))))];
        for (var index = 0; index < table.Columns.Count; index++)
        {
            page.Append(words[index] ? "<th scope=\"col\" class=\"word\">" : "<th scope=\"col\">").Append(Escape(table.Columns[index])).Append("</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr><th scope=\"row\"").Append(row[0].StartsWith(' ') ? " class=\"part\"" : "").Append('>').Append(Escape(row[0].Trim())).Append("</th>");
            for (var index = 1; index < row.Count; index++)
            {
                var kind = row[index].StartsWith("sha256:", StringComparison.Ordinal) ? "<td class=\"digest\">" : words[index] ? "<td class=\"word\">" : "<td>";
                page.Append(kind).Append(Escape(row[index])).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
