namespace Dcai.Cli.Reports.Plots;

/// <summary>One line per row of a table, with the row's figures as dots on a common axis.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">The same for whoever cannot see it.</param>
/// <param name="Across">Name of the axis.</param>
/// <param name="Kinds">Names of the dots; a row has at most one of each.</param>
/// <param name="Rows">Name, and one dot per kind (X is the figure, Sd its error bar); null where there is none.</param>
internal sealed record RowPlot(
    string Title, string Description, string Across, IReadOnlyList<string> Kinds, IReadOnlyList<(string Name, IReadOnlyList<PlotPoint?> Dots)> Rows)
    : Plot(Title, Description);
