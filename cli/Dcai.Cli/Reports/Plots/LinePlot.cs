namespace Dcai.Cli.Reports.Plots;

/// <summary>Curves over a common axis.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">The same for whoever cannot see it.</param>
/// <param name="Across">Name of the horizontal axis.</param>
/// <param name="Up">Name of the vertical axis.</param>
/// <param name="Lines">Drawn in this order; each has a colour, a dash and a marker of its own.</param>
internal sealed record LinePlot(string Title, string Description, string Across, string Up, IReadOnlyList<PlotLine> Lines) : Plot(Title, Description)
{
    /// <summary>Values to name on the horizontal axis; chosen from the data where there are none.</summary>
    public IReadOnlyList<double> Marks { get; init; } = [];

    /// <summary>Whether equal ratios are equally far apart on the horizontal axis; its values are then positive.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Whether the vertical axis begins at 0.</summary>
    public bool FromZero { get; init; }
}
