namespace Dcai.Curation.Quality;

/// <summary>Fits a power law to a learning curve by least squares.</summary>
/// <remarks>
/// Variable projection (Golub and Pereyra 1973): for a given β the best α and γ within their bounds follow in closed form, so only β is
/// searched: over a grid, then by golden section around the best. Nothing depends on a starting point.
/// </remarks>
public static class PowerLawFit
{
    /// <summary>Steeper than any curve that was measured; theory has −½ or −1 (Hestness et al. 2017, section 2).</summary>
    private const double Steepest = -5;

    private const double Flattest = -1e-3;

    private const int GridSize = 400;

    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Fits α ≥ 0, β ≤ 0, γ ≥ 0; γ is 0 where only two sizes were measured.</summary>
    /// <param name="points">Training images (above 0) and error rate in [0, 1], in any order; several errors of one size are all used.</param>
    /// <param name="weights">[N], above 0: how much each squared residual counts, e.g. 1 / variance; absent: all the same.</param>
    /// <returns>A curve that does not fall gives α = the mean error, β = 0, γ = 0.</returns>
    /// <exception cref="ArgumentException">A size, error or weight outside its range, or another number of weights.</exception>
    /// <exception cref="CurationException">Fewer than two sizes.</exception>
    public static PowerLaw Fit(IReadOnlyList<(double Images, double Error)> points, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        weights ??= [.. points.Select(_ => 1.0)];
        Check(points, weights);
        var sizes = points.Select(point => point.Images).Distinct().Count();
        if (sizes < 2)
        {
            throw new CurationException(
                $"there are {sizes} sizes of the training set, and a power law takes at least 2",
                "learning curve",
                "Train on at least three shares of the certified images.");
        }

        // Powers of sizes relative to the largest stay within [1, largest/smallest^5] whatever the unit.
        var unit = points.Max(point => point.Images);
        var curve = new PowerCurve([.. points.Select((point, n) => (point.Images / unit, point.Error, weights[n]))], hasFloor: sizes > 2);
        var beta = Search(curve);
        var (alpha, gamma, loss) = curve.Project(beta);
        var flat = curve.Flat();
        if (!(loss < flat.Loss) || alpha == 0)
        {
            (alpha, beta, gamma) = (flat.Mean, 0, 0);
        }

        var law = new PowerLaw { Alpha = alpha * Math.Pow(unit, -beta), Beta = beta, Gamma = gamma };
        return law with { Residuals = [.. points.Select(point => point.Error - law.ErrorAt(point.Images))] };
    }

    /// <summary>The β of the smallest sum of squares.</summary>
    private static double Search(PowerCurve curve)
    {
        // Even steps of log(−β): a curve of −0.07 needs a finer grid than one of −3.
        double[] grid = [.. Enumerable.Range(0, GridSize).Select(step => Steepest * Math.Pow(Flattest / Steepest, step / (GridSize - 1.0)))];
        var best = Enumerable.Range(0, GridSize).MinBy(step => curve.Project(grid[step]).Loss);
        var (low, high) = (grid[Math.Max(best - 1, 0)], grid[Math.Min(best + 1, GridSize - 1)]);
        for (var step = 0; step < 100 && high - low > 1e-12; step++)
        {
            var (left, right) = (high - (GoldenRatio * (high - low)), low + (GoldenRatio * (high - low)));
            (low, high) = curve.Project(left).Loss <= curve.Project(right).Loss ? (low, right) : (left, high);
        }

        return (low + high) / 2;
    }

    private static void Check(IReadOnlyList<(double Images, double Error)> points, IReadOnlyList<double> weights)
    {
        if (weights.Count != points.Count)
        {
            throw new ArgumentException($"Expected {points.Count} weights, one per point, but there are {weights.Count}.", nameof(weights));
        }

        foreach (var (images, error) in points)
        {
            if (!(images > 0 && double.IsFinite(images) && error is >= 0 and <= 1))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Expected more than 0 images and an error rate in [0, 1], got {images} images and {error}."), nameof(points));
            }
        }

        if (weights.FirstOrDefault(weight => !(weight > 0 && double.IsFinite(weight)), 1) is var refused and not 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"Expected weights above 0, got {refused}."), nameof(weights));
        }
    }
}
