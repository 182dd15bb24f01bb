using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>What people are asked.</summary>
public sealed record ReviewSelection
{
    /// <summary>In the order in which they are shown.</summary>
    public required IReadOnlyList<ReviewItem> Items { get; init; }

    /// <summary>What the audited items are drawn from; absent where none are.</summary>
    public BulkProposal? Bulk { get; init; }
}
