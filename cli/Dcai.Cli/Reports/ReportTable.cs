namespace Dcai.Cli.Reports;

/// <summary>A table in words: the first column names the row, the others hold its figures.</summary>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">As many cells as there are headings.</param>
internal sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
