namespace Dcai.Learning;

/// <summary>One kind of distortion.</summary>
public sealed record AugmentationStep
{
    /// <summary>One of <see cref="AugmentationKind.All"/>, by name.</summary>
    public required string Kind { get; init; }

    /// <summary>How often an image is distorted so, range [0, 1]; for strokes: how often each of them is drawn. Absent for the kind's default.</summary>
    public double? Probability { get; init; }

    /// <summary>How much at most, in the unit of the kind; absent for the kind's default.</summary>
    public double? Amount { get; init; }
}
