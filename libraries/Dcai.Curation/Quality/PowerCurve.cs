namespace Dcai.Curation.Quality;

/// <summary>The points of a learning curve, and the best law through them for a given exponent.</summary>
/// <param name="points">Relative size in (0, 1], error rate, weight.</param>
/// <param name="hasFloor">Whether γ is fitted; it is 0 otherwise.</param>
internal sealed class PowerCurve((double Size, double Error, double Weight)[] points, bool hasFloor)
{
    /// <summary>The α ≥ 0 and γ ≥ 0 of the smallest weighted sum of squares: inside, or on one of the two bounds.</summary>
    public (double Alpha, double Gamma, double Loss) Project(double beta)
    {
        var (w, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var (size, error, weight) in points)
        {
            var power = Math.Pow(size, beta);
            w += weight;
            x += weight * power;
            y += weight * error;
            xx += weight * power * power;
            xy += weight * power * error;
        }

        var determinant = (w * xx) - (x * x);
        var (alpha, gamma) = hasFloor && determinant > 0 ? (((w * xy) - (x * y)) / determinant, ((xx * y) - (x * xy)) / determinant) : (xy / xx, 0);
        (alpha, gamma) = (alpha, gamma) switch
        {
            ( < 0, _) => (0, y / w),
            (_, < 0) => (xy / xx, 0),
            var inside => inside,
        };
        return (alpha, gamma, Loss(beta, alpha, gamma));
    }

    /// <summary>The law of no fall: the weighted mean error everywhere.</summary>
    public (double Mean, double Loss) Flat()
    {
        var mean = points.Sum(point => point.Weight * point.Error) / points.Sum(point => point.Weight);
        return (mean, Loss(0, 0, mean));
    }

    private double Loss(double beta, double alpha, double gamma) =>
        points.Sum(point => point.Weight * Math.Pow(point.Error - (alpha * Math.Pow(point.Size, beta)) - gamma, 2));
}
