namespace Dcai.Contracts.Documents;

/// <summary>How well one class is recognised.</summary>
public sealed record ClassAccuracy
{
    public required string Label { get; init; }

    public required int Count { get; init; }

    /// <summary>Range [0, 1]; absent where there is none to test.</summary>
    public double? Accuracy { get; init; }
}
