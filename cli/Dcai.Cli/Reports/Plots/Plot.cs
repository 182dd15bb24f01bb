namespace Dcai.Cli.Reports.Plots;

/// <summary>A picture of figures that a table shows too.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">The same for whoever cannot see it.</param>
internal abstract record Plot(string Title, string Description);
