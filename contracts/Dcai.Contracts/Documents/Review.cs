namespace Dcai.Contracts.Documents;

/// <summary>What people are asked to decide.</summary>
public sealed record Review
{
    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    public required int Round { get; init; }

    public required int Snapshot { get; init; }

    /// <summary>In the order in which they are shown: the suspicious first.</summary>
    public required IReadOnlyList<ReviewItem> Items { get; init; }

    /// <summary>What becomes certified without a look if the audited items of this review support it; absent where a person certifies all.</summary>
    public BulkProposal? Bulk { get; init; }
}
