namespace Dcai.Api;

/// <summary>One kind of distortion of training images.</summary>
public sealed record AugmentationSetting
{
    /// <summary>rotation, translation, contrast, black-spots, white-spots, dashed-lines, flip-horizontal, flip-vertical, crop, scale, shear, elastic, noise, blur, colour-jitter or cut-out.</summary>
    public required string Kind { get; init; }

    /// <summary>How often an image is distorted so, range [0, 1]; absent for the kind's default.</summary>
    public double? Probability { get; init; }

    /// <summary>How much, in the kind's own unit; absent for its default.</summary>
    public double? Amount { get; init; }
}
