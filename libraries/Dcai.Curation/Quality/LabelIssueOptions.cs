namespace Dcai.Curation.Quality;

/// <summary>How hard the filters that prune by counts may prune; the others pay no heed.</summary>
public sealed record LabelIssueOptions
{
    /// <summary>A label keeps at least so many samples, and one with no more than these is not pruned at all.</summary>
    public int LeastPerClass { get; init; } = 1;

    /// <summary>Share of the counted issues to return, range (0, 1].</summary>
    public double NoiseShare { get; init; } = 1;
}
