using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>A decision and the batch that it was submitted in.</summary>
public sealed record RecordedDecision
{
    public required Decision Decision { get; init; }

    public required DecisionBatch Batch { get; init; }
}
