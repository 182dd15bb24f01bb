namespace Dcai.Api;

/// <summary>What a balance would make of one class.</summary>
public sealed record BalancedClass
{
    public required string Label { get; init; }

    /// <summary>Certified images.</summary>
    public required int Certified { get; init; }

    /// <summary>As many as the smallest class has.</summary>
    public required int Balanced { get; init; }

    public required int Surplus { get; init; }

    /// <summary>Of the balanced ones: surplus of the last release.</summary>
    public required int Returned { get; init; }
}
