using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dcai.Api;
using Dcai.Cli.Reports;
using Dcai.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenAReportIsPrinted
{
    [Fact]
    public void Markdown_has_every_table() =>
        GoldenFile.Verify(GoldenFile.Beside("Golden/report.md"), ReportMarkdown.Write(ReportExample.Full()));

    [Fact]
    public void Markdown_tables_have_as_many_cells_as_headings()
    {
        foreach (var table in Regex.Matches(ReportMarkdown.Write(ReportExample.Full()), @"(^\|.*\|\n)+", RegexOptions.Multiline).Select(match => match.Value))
        {
            Assert.Single(table.TrimEnd('\n').Split('\n').Select(line => Regex.Count(line, @"(?<!\\)\|")).Distinct());
        }
    }

    [Fact]
    public void The_page_is_whole_and_loads_nothing()
    {
        var html = ReportHtml.Write(ReportExample.Full());

        var page = Parse(html);
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants("link"));
        Assert.Empty(page.Descendants("img"));
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Equal("numerals <of> 1_2|3", page.Descendants("h1").Single().Value);
    }

    [Fact]
    public void Every_picture_says_in_words_what_it_shows()
    {
        var page = Parse(ReportHtml.Write(ReportExample.Full()));

        var pictures = page.Descendants("svg").ToList();
        Assert.Equal(9, pictures.Count);
        Assert.All(pictures, picture =>
        {
            Assert.Equal("img", picture.Attribute("role")?.Value);
            var named = picture.Attribute("aria-labelledby")!.Value.Split(' ').Select(id => picture.Elements().Single(element => element.Attribute("id")?.Value == id).Value);
            Assert.All(named, words => Assert.NotEqual("", words));
        });
        var ids = page.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Everything_drawn_lies_on_its_picture()
    {
        foreach (var picture in Parse(ReportHtml.Write(ReportExample.Full())).Descendants("svg"))
        {
            var box = picture.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
            var lines = picture.Elements("line").SelectMany(line => new[] { (X: Of(line, "x1"), Y: Of(line, "y1")), (X: Of(line, "x2"), Y: Of(line, "y2")) });
            var curves = picture.Elements("polyline").SelectMany(line => line.Attribute("points")!.Value.Split(' ').Select(pair => (X: Number(pair.Split(',')[0]), Y: Number(pair.Split(',')[1]))));
            var words = picture.Elements("text").Where(text => text.Attribute("x") is not null).Select(text => (X: Of(text, "x"), Y: Of(text, "y")));
            Assert.All(lines.Concat(curves).Concat(words), place =>
            {
                Assert.InRange(place.X, 0, box[2]);
                Assert.InRange(place.Y, 0, box[3]);
            });
        }
    }

    [Fact]
    public void The_page_and_the_markdown_have_the_same_tables()
    {
        var page = Parse(ReportHtml.Write(ReportExample.Full()));

        Assert.Equal(
            ReportSections.Of(ReportExample.Full()).Where(section => section.Table is not null).Select(section => section.Table!.Rows.Count),
            page.Descendants("table").Select(table => table.Element("tbody")!.Elements("tr").Count()));
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "64.9 ± 1.3");
    }

    [Fact]
    public void A_bare_report_has_no_empty_parts()
    {
        var page = Parse(ReportHtml.Write(ReportExample.Bare()));

        Assert.DoesNotContain("NaN", page.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Images", RoundSection.Title, EvaluationSection.Title, "Time", "To repeat it"], page.Descendants("h2").Select(title => title.Value));
        Assert.Empty(page.Descendants("details"));
    }

    [Theory]
    [InlineData(true, "A simulated reviewer, who knows no truth about painted images, accepted all 30 of them")]
    [InlineData(false, "People certified 30 images that generators painted.")]
    public void It_says_when_nobody_looked_at_painted_images(bool isSimulated, string expected)
    {
        var report = ReportExample.Full();
        var text = ReportMarkdown.Write(report with
        {
            Review = report.Review! with { Simulated = isSimulated },
            Synthesis = new SynthesisReport { ImageCount = 30, Without = 0.69, With = 0.7, StandardError = 0.02, Trainings = 3, Kept = false },
        });

        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_files_lie_side_by_side()
    {
        using var folder = new TemporaryFolder();

        await ReportFiles.WriteAsync(ReportExample.Full(), folder.Path, CancellationToken.None);

        Assert.Equal(
            [ReportFiles.HtmlFile, ReportFiles.JsonFile, ReportFiles.MarkdownFile],
            Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var json = await File.ReadAllTextAsync(folder.Of(ReportFiles.JsonFile));
        Assert.Equal(ReportFiles.Json(ReportExample.Full()), ReportFiles.Json(JsonSerializer.Deserialize<CurationReport>(json, JsonSerializerOptions.Web)!));
    }

    private static XElement Parse(string html) =>
        XElement.Parse(Regex.Replace(html.Replace("<!doctype html>", "", StringComparison.Ordinal), "<meta ([^>]*)>", "<meta $1/>"));

    private static double Of(XElement element, string name) => Number(element.Attribute(name)!.Value);

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
