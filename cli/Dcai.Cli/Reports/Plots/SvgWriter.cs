using System.Globalization;
using System.Net;
using System.Text;

namespace Dcai.Cli.Reports.Plots;

/// <summary>Writes plots as SVG. Colours are classes, so that the page decides about light and dark.</summary>
internal static class SvgWriter
{
    private const int Width = 460;
    private const int Height = 290;
    private const int Left = 52;
    private const int Right = 14;
    private const int Bottom = 44;
    private const int LegendLine = 17;
    private const double LetterWidth = 6.4;
    private const int KindCount = 4;
    private const int RowHeight = 30;

    /// <summary>The SVG element.</summary>
    /// <param name="plot">What is drawn.</param>
    /// <param name="id">Begins its elements' ids; unique on the page.</param>
    public static string Write(Plot plot, string id) => plot switch
    {
        LinePlot lines => Write(lines, id),
        RowPlot rows => Write(rows, id),
        HeatMap map => Write(map, id),
        _ => throw new ArgumentException($"{plot.GetType().Name} is no plot that can be drawn.", nameof(plot)),
    };

    private static string Write(LinePlot plot, string id)
    {
        PlotPoint[] points = [.. plot.Lines.SelectMany(line => line.Points)];
        var legend = Legend([.. plot.Lines.Select(line => (line.Name, line.Measured))], out var top);
        double[] across = [.. points.Select(point => point.X)];
        double[] up = [.. points.SelectMany(point => new[] { point.Y - point.Sd, point.Y + point.Sd }).Concat(plot.FromZero ? [0] : [])];
        var x = plot.Marks.Count > 0 || plot.Logarithmic
            ? Axis.Through(across, plot.Marks, Left, Width - Right, plot.Logarithmic)
            : Axis.Round(across, Left, Width - Right);
        var y = Axis.Round(up, Height - Bottom, top, lowest: 0);
        var svg = Open(plot, id, Width, Height);
        svg.Append(legend);
        foreach (var mark in y.Marks)
        {
            Line(svg, "grid", Left, y.Place(mark), Width - Right, y.Place(mark));
            Text(svg, "mark", Left - 8, y.Place(mark) + 4, "end", Axis.Name(mark));
        }

        foreach (var mark in Apart(x))
        {
            Line(svg, "axis", x.Place(mark), Height - Bottom, x.Place(mark), Height - Bottom + 4);
            Text(svg, "mark", x.Place(mark), Height - Bottom + 17, "middle", Axis.Name(mark));
        }

        Line(svg, "axis", Left, Height - Bottom, Width - Right, Height - Bottom);
        Text(svg, "name", (Left + Width - Right) / 2.0, Height - 8, "middle", plot.Across);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" text-anchor=\"middle\" transform=\"translate(12 {Place((top + Height - Bottom) / 2.0)}) rotate(-90)\">{Escape(plot.Up)}</text>");
        for (var index = 0; index < plot.Lines.Count; index++)
        {
            Draw(svg, plot.Lines[index], index % KindCount, x, y);
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Write(RowPlot plot, string id)
    {
        var left = (int)(plot.Rows.Max(row => row.Name.Length) * LetterWidth) + 24;
        const int RowsWidth = 680;
        var legend = Legend([.. plot.Kinds.Select(kind => (kind, true))], out var top);
        var bottom = top + (RowHeight * plot.Rows.Count);
        var x = Axis.Round(
            [.. plot.Rows.SelectMany(row => row.Dots).OfType<PlotPoint>().SelectMany(dot => new[] { dot.X - dot.Sd, dot.X + dot.Sd })],
            left, RowsWidth - Right, lowest: 0, highest: 100);
        var svg = Open(plot, id, RowsWidth, bottom + Bottom);
        svg.Append(legend);
        foreach (var mark in x.Marks)
        {
            Line(svg, "grid", x.Place(mark), top, x.Place(mark), bottom);
            Text(svg, "mark", x.Place(mark), bottom + 17, "middle", Axis.Name(mark));
        }

        Text(svg, "name", (left + RowsWidth - Right) / 2.0, bottom + Bottom - 8, "middle", plot.Across);
        for (var index = 0; index < plot.Rows.Count; index++)
        {
            var y = top + (RowHeight * (index + 0.5));
            Text(svg, "row", left - 14, y + 4, "end", plot.Rows[index].Name);
            for (var kind = 0; kind < plot.Kinds.Count; kind++)
            {
                if (plot.Rows[index].Dots[kind] is { } dot)
                {
                    var height = y + (6 * (kind - ((plot.Kinds.Count - 1) / 2.0)));
                    if (dot.Sd > 0)
                    {
                        Line(svg, $"bar k{kind}", x.Place(dot.X - dot.Sd), height, x.Place(dot.X + dot.Sd), height);
                    }

                    Mark(svg, kind, x.Place(dot.X), height);
                }
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Write(HeatMap map, string id)
    {
        var K = map.Classes.Count;
        const int Cell = 36;
        var left = (int)(map.Classes.Max(name => name.Length) * LetterWidth) + 38;
        var top = 44;
        var svg = Open(map, id, left + (K * Cell) + Right, top + (K * Cell) + 10);
        Text(svg, "name", left + (K * Cell / 2.0), 14, "middle", "predicted");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" text-anchor=\"middle\" transform=\"translate(12 {Place(top + (K * Cell / 2.0))}) rotate(-90)\">true</text>");
        for (var row = 0; row < K; row++)
        {
            Text(svg, "row", left - 8, top + ((row + 0.5) * Cell) + 4, "end", map.Classes[row]);
            Text(svg, "row", left + ((row + 0.5) * Cell), top - 8, "middle", map.Classes[row]);
            var total = Math.Max(1, map.Counts[row].Sum());
            for (var column = 0; column < K; column++)
            {
                var count = map.Counts[row][column];
                var share = (double)count / total;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"cell\" x=\"{left + (column * Cell)}\" y=\"{top + (row * Cell)}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill-opacity=\"{Place(share)}\"/>");
                Text(svg, share > 0.5 ? "count on" : count == 0 ? "count none" : "count", left + ((column + 0.5) * Cell) - 0.5, top + ((row + 0.5) * Cell) + 3.5, "middle", count.ToString(CultureInfo.InvariantCulture));
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Open(Plot plot, string id, int width, int height) => new StringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"<svg role=\"img\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px\" aria-labelledby=\"{id}-title {id}-about\"><title id=\"{id}-title\">{Escape(plot.Title)}</title><desc id=\"{id}-about\">{Escape(plot.Description)}</desc>");

    /// <summary>One entry after the other, in as many lines as they need.</summary>
    /// <param name="entries">Name, and whether it is marked.</param>
    /// <param name="bottom">Where the plot may begin.</param>
    private static string Legend(IReadOnlyList<(string Name, bool Measured)> entries, out int bottom)
    {
        var svg = new StringBuilder();
        double x = Left;
        var y = 12;
        for (var index = 0; index < entries.Count; index++)
        {
            var width = (entries[index].Name.Length * LetterWidth) + 40;
            if (x > Left && x + width > Width)
            {
                (x, y) = (Left, y + LegendLine);
            }

            if (entries[index].Measured)
            {
                Mark(svg, index % KindCount, x + 7, y - 4);
            }
            else
            {
                Line(svg, $"law k{index % KindCount}", x - 2, y - 4, x + 16, y - 4);
            }

            Text(svg, "legend", x + 21, y, "start", entries[index].Name);
            x += width;
        }

        bottom = y + 16;
        return svg.ToString();
    }

    private static void Draw(StringBuilder svg, PlotLine line, int kind, Axis x, Axis y)
    {
        if (line.Points.Count > 1)
        {
            var path = string.Join(' ', line.Points.Select(point => $"{Place(x.Place(point.X))},{Place(y.Place(point.Y))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{(line.Measured ? "line" : "law")} k{kind}\" points=\"{path}\"/>");
        }

        foreach (var point in line.Points)
        {
            if (point.Sd > 0)
            {
                Line(svg, $"bar k{kind}", x.Place(point.X), y.Place(point.Y - point.Sd), x.Place(point.X), y.Place(point.Y + point.Sd));
            }

            if (line is { Measured: true, Marked: true })
            {
                Mark(svg, kind, x.Place(point.X), y.Place(point.Y));
            }
        }
    }

    /// <summary>Circle, square, diamond, triangle: shapes differ where colours may not.</summary>
    private static void Mark(StringBuilder svg, int kind, double x, double y)
    {
        var path = kind switch
        {
            0 => "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z",
            1 => "m-3.3 -3.3h6.6v6.6h-6.6z",
            2 => "m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
            _ => "m0 -4.4l4.4 7.6h-8.8z",
        };
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"dot k{kind}\" d=\"M{Place(x)} {Place(y)}{path}\"/>");
    }

    /// <summary>Marks whose names do not run into each other.</summary>
    private static IEnumerable<double> Apart(Axis axis)
    {
        var end = double.NegativeInfinity;
        foreach (var mark in axis.Marks)
        {
            var half = Axis.Name(mark).Length * LetterWidth / 2;
            if (axis.Place(mark) - half > end)
            {
                end = axis.Place(mark) + half + 4;
                yield return mark;
            }
        }
    }

    private static void Line(StringBuilder svg, string kind, double x1, double y1, double x2, double y2) => svg.Append(
        CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{Place(x1)}\" y1=\"{Place(y1)}\" x2=\"{Place(x2)}\" y2=\"{Place(y2)}\"/>");

    private static void Text(StringBuilder svg, string kind, double x, double y, string anchor, string text) => svg.Append(
        CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{Place(x)}\" y=\"{Place(y)}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    private static string Place(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
