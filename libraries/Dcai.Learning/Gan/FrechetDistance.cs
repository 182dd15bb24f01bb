using MathNet.Numerics.LinearAlgebra;

namespace Dcai.Learning;

/// <summary>How far two sets of features lie apart when each is taken for a normal distribution.</summary>
/// <remarks>
/// Heusel et al. 2017, https://arxiv.org/abs/1706.08500: |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½), here in the features of the frozen classifier instead of
/// those of an Inception network, which knows nothing of the images' kind.
/// </remarks>
internal sealed class FrechetDistance
{
    private readonly Vector<double> _mean;
    private readonly Matrix<double> _covariance;
    private readonly Matrix<double> _root;

    /// <param name="features">float32 [N, D] row-major of the set to compare with; N of at least 2.</param>
    /// <param name="featureCount">D.</param>
    public FrechetDistance(ReadOnlySpan<float> features, int featureCount)
    {
        (_mean, _covariance) = Moments(features, featureCount);
        var parts = _covariance.Evd(Symmetricity.Symmetric);
        var roots = parts.EigenValues.Map(value => Math.Sqrt(Math.Max(0, value.Real)));
        _root = parts.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots) * parts.EigenVectors.Transpose();
    }

    /// <summary>The distance of another set.</summary>
    /// <param name="features">float32 [M, D] row-major; M of at least 2.</param>
    /// <returns>Squared unit of the features, at least 0; low is alike; NaN where a feature is not finite.</returns>
    public double To(ReadOnlySpan<float> features)
    {
        foreach (var feature in features)
        {
            if (!float.IsFinite(feature))
            {
                return double.NaN;
            }
        }

        var (mean, covariance) = Moments(features, _mean.Count);
        var shift = (mean - _mean).L2Norm();

        // (Σ₁Σ₂)^½ and (Σ₁^½ Σ₂ Σ₁^½)^½ have the same trace, and the second is symmetric.
        var shared = (_root * covariance * _root).Evd(Symmetricity.Symmetric).EigenValues.Sum(value => Math.Sqrt(Math.Max(0, value.Real)));
        return Math.Max(0, (shift * shift) + _covariance.Trace() + covariance.Trace() - (2 * shared));
    }

    private static (Vector<double> Mean, Matrix<double> Covariance) Moments(ReadOnlySpan<float> features, int D)
    {
        var N = features.Length / D;
        ArgumentOutOfRangeException.ThrowIfLessThan(N, 2);
        var rows = Matrix<double>.Build.Dense(N, D);
        for (var n = 0; n < N; n++)
        {
            for (var d = 0; d < D; d++)
            {
                rows[n, d] = features[(n * D) + d];
            }
        }

        var mean = rows.ColumnSums() / N;
        for (var n = 0; n < N; n++)
        {
            rows.SetRow(n, rows.Row(n) - mean);
        }

        return (mean, rows.TransposeThisAndMultiply(rows) / (N - 1));
    }
}
