namespace Dcai.Api;

/// <summary>What a generator in training painted at one moment.</summary>
public sealed record GeneratorCheckReport
{
    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    /// <summary>Steps done.</summary>
    public required int Iteration { get; init; }

    /// <summary>γ of the last step.</summary>
    public required double Gamma { get; init; }

    /// <summary>From the real images, in the features of the frozen classifier; low is alike. Absent where it is not finite.</summary>
    public double? FrechetDistance { get; init; }

    /// <summary>Share of the images that the frozen classifier takes for the intended class, range [0, 1].</summary>
    public required double Agreement { get; init; }

    /// <summary>Variance within the classes as a share of the real images'; near 0 is a collapse. Absent where it is not finite.</summary>
    public double? Diversity { get; init; }

    /// <summary>Mean since the check before, nats; absent where it is not finite.</summary>
    public double? GeneratorLoss { get; init; }

    /// <inheritdoc cref="GeneratorLoss"/>
    public double? DiscriminatorLoss { get; init; }

    /// <summary>diverged, collapsed; absent for a good check. The training then goes back to the last good one.</summary>
    public string? Failure { get; init; }

    /// <summary>Where the gateway serves the sheet of samples, a PNG with a row of images for each class; absent where the training diverged.</summary>
    public string? SheetPath { get; init; }
}
