namespace Dcai.Cli.Reports.Plots;

/// <summary>One point of a curve.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Sd">Half the length of its error bar; 0 for none.</param>
internal readonly record struct PlotPoint(double X, double Y, double Sd = 0);
