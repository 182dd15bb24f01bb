using Dcai.Contracts.Documents;

namespace Dcai.Curation.Reviewers;

/// <summary>A review as it lies in the store, whole or not.</summary>
public sealed record AuditedReview
{
    public required Review Review { get; init; }

    /// <summary>Null while it is open.</summary>
    public ReviewClosure? Closure { get; init; }

    /// <summary>Every batch that is there.</summary>
    public required IReadOnlyList<DecisionBatch> Batches { get; init; }
}
