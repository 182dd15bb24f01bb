using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>A balanced dataset and what was too much for it; disjoint, together everything.</summary>
public sealed record BalancedSamples
{
    /// <summary>Every class as large as the smallest; sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Balanced { get; init; }

    /// <summary>Moved, not deleted: the first to come back when more data is wanted. Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Surplus { get; init; }

    /// <summary>Every image that goes to surplus or comes back from it, and why; sorted by sample id.</summary>
    public required IReadOnlyList<SurplusMove> Moves { get; init; }
}
