using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>A closed review with everything that was decided in it.</summary>
public sealed record ClosedReview
{
    public required Review Review { get; init; }

    public required ReviewClosure Closure { get; init; }

    /// <summary>Every batch known: those that the closure names, and later ones, which are corrections. In any order.</summary>
    public required IReadOnlyList<DecisionBatch> Batches { get; init; }
}
