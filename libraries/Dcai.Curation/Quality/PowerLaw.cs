namespace Dcai.Curation.Quality;

/// <summary>How the error falls with the number of training images: ε(m) = α·m^β + γ.</summary>
/// <remarks>
/// Hestness et al. 2017, "Deep Learning Scaling is Predictable, Empirically", https://arxiv.org/abs/1712.00409, sections 2 and 4.1:
/// γ is what more images of this kind do not mend.
/// </remarks>
public sealed record PowerLaw
{
    /// <summary>α, at least 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>β, at most 0; low is good. Published fits lie between −0.07 and −0.35.</summary>
    public required double Beta { get; init; }

    /// <summary>γ, the error rate that stays, at least 0; low is good.</summary>
    public required double Gamma { get; init; }

    /// <summary>Measured minus fitted error of each point, in the order given.</summary>
    public IReadOnlyList<double> Residuals { get; init; } = [];

    /// <summary>Root of the mean squared residual, in units of the error rate; low is good.</summary>
    public double ResidualRoot => Residuals.Count == 0 ? 0 : Math.Sqrt(Residuals.Average(residual => residual * residual));

    /// <summary>The error rate by the law.</summary>
    /// <param name="images">m, above 0.</param>
    public double ErrorAt(double images)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        return (Alpha * Math.Pow(images, Beta)) + Gamma;
    }

    /// <summary>How many more images the law asks for.</summary>
    /// <param name="images">m, what there is now.</param>
    /// <param name="fewerErrors">By how much the error rate is to fall, above 0: 0.02 for two points of accuracy.</param>
    /// <returns>Rounded up; absent where the law never gets there, or only beyond two thousand million images.</returns>
    public int? MoreImagesFor(double images, double fewerErrors)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fewerErrors);
        var left = ErrorAt(images) - fewerErrors - Gamma;
        if (left <= 0 || Beta == 0)
        {
            return null;
        }

        // A rounding error above a whole number is no further image.
        var more = Math.Ceiling(Math.Round(Math.Pow(left / Alpha, 1 / Beta) - images, 6));
        return more <= int.MaxValue ? (int)more : null;
    }
}
