using Dcai.Cli.Reports.Plots;

namespace Dcai.Cli.Reports;

/// <summary>One part of a report, whatever it is printed as.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Text">Paragraphs before the table.</param>
/// <param name="Table">Every figure that a plot shows, and more.</param>
/// <param name="Plots">Left out where there are no pictures.</param>
internal sealed record ReportSection(string Title, IReadOnlyList<string> Text, ReportTable? Table, IReadOnlyList<Plot> Plots);
