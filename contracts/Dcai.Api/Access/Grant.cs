namespace Dcai.Api;

/// <summary>A role for one dataset, or for all of them.</summary>
public sealed record Grant
{
    public required Role Role { get; init; }

    /// <summary>The dataset; absent: all datasets, those to come included.</summary>
    public string? DatasetId { get; init; }
}
