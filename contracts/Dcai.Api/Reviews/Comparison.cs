namespace Dcai.Api;

/// <summary>What helps to judge an image: certified ones that look alike, and examples of the classes in question.</summary>
public sealed record Comparison
{
    /// <summary>The nearest by perceptual hash first; none where the image has no hash.</summary>
    public required IReadOnlyList<SampleCard> Nearest { get; init; }

    /// <summary>A few of each class that was asked for, always the same ones.</summary>
    public required IReadOnlyList<SampleCard> Examples { get; init; }
}
