namespace Dcai.Api;

/// <summary>
/// A page of items for one reviewer, which nobody else gets while the lease lasts. The same request again renews the lease, and fills the page up
/// with new items for those that were decided.
/// </summary>
public sealed record HoldItems
{
    public required string Reviewer { get; init; }

    /// <summary>Most items of the grid to hold, range [0, 1000].</summary>
    public int GridLimit { get; init; }

    /// <summary>Most items of the focus view to hold, range [0, 1000].</summary>
    public int FocusLimit { get; init; }

    /// <summary>Ids of samples that were decided, but whose decisions may still be on their way: they stay held, and are not shown again.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Leases that this one takes the place of, at most 100: they are handed back first. For whoever cannot know whether his last <c>DELETE</c> arrived.</summary>
    public IReadOnlyList<string> Replaces { get; init; } = [];
}
