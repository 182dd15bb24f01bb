namespace Dcai.Api;

/// <summary>Accuracy on test images with added noise.</summary>
public sealed record NoiseReport
{
    /// <summary>Name of the training.</summary>
    public required string Name { get; init; }

    /// <summary>Standard deviation of the Gaussian noise, gray levels of 255.</summary>
    public required double NoiseSd { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double Accuracy { get; init; }
}
