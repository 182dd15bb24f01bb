namespace Dcai.Cli.Reports.Plots;

/// <summary>One curve of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">By rising X.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>Whether its points are marked and joined by a solid line; otherwise it is a law or a bound: dashed, without marks.</summary>
    public bool Measured { get; init; } = true;

    /// <summary>Whether each point has a mark; a curve of many points needs none.</summary>
    public bool Marked { get; init; } = true;
}
