using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Samples to learn from and samples to check with; disjoint.</summary>
public sealed record SplitSamples
{
    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Train { get; init; }

    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Validation { get; init; }

    /// <summary>Samples left out because they are in the test set.</summary>
    public required int HeldOutCount { get; init; }
}
