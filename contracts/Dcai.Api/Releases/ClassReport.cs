namespace Dcai.Api;

/// <summary>How well one class is recognised.</summary>
public sealed record ClassReport
{
    public required string Label { get; init; }

    public required int Count { get; init; }

    /// <summary>Range [0, 1]; absent where there is none to test.</summary>
    public double? Accuracy { get; init; }
}
