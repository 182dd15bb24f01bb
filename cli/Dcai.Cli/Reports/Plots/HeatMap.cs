namespace Dcai.Cli.Reports.Plots;

/// <summary>A confusion matrix: the darker a cell, the larger its share of its row; the count stands in it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">The same for whoever cannot see it.</param>
/// <param name="Classes">[K] names.</param>
/// <param name="Counts">[K true, K predicted].</param>
internal sealed record HeatMap(string Title, string Description, IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Counts)
    : Plot(Title, Description);
