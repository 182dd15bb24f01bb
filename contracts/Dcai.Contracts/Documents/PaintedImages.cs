namespace Dcai.Contracts.Documents;

/// <summary>What one generator painted.</summary>
public sealed record PaintedImages
{
    /// <summary>That of the generator.</summary>
    public required double Gamma { get; init; }

    public required int Count { get; init; }

    /// <summary>Share that the frozen classifier does not take for the intended class, range [0, 1].</summary>
    public required double WrongShare { get; init; }
}
