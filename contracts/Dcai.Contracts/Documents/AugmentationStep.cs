namespace Dcai.Contracts.Documents;

/// <summary>One kind of distortion of training images.</summary>
public sealed record AugmentationStep
{
    /// <summary>rotation, translation, flip …</summary>
    public required string Kind { get; init; }

    /// <summary>How often an image is distorted so, range [0, 1]; absent for the kind's default.</summary>
    public double? Probability { get; init; }

    /// <summary>How much, in the kind's own unit; absent for its default.</summary>
    public double? Amount { get; init; }
}
