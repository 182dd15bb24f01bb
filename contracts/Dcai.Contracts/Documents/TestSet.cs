namespace Dcai.Contracts.Documents;

/// <summary>Labelled images that no training ever sees.</summary>
public sealed record TestSet
{
    /// <summary>Sorted by sample id.</summary>
    public required IReadOnlyList<LabelledSample> Samples { get; init; }
}
