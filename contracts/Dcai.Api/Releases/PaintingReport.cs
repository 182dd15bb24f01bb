namespace Dcai.Api;

/// <summary>The generators that painted for a release, or that paint now.</summary>
public sealed record PaintingReport
{
    /// <summary>The release whose classifier they are to mislead; absent where nothing was painted.</summary>
    public int? Release { get; init; }

    /// <summary>One for each γ that has been begun, in their order; those of a training that goes on come when their first slice is stored.</summary>
    public required IReadOnlyList<GeneratorReport> Generators { get; init; }

    /// <summary>Why some classes are not painted, a line each; known when all generators are trained.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Images painted for the review; absent while there are none yet.</summary>
    public int? ImageCount { get; init; }

    /// <summary>Painted images that were too near to a training image, and left out; absent as long.</summary>
    public int? CopyCount { get; init; }
}
