namespace Dcai.Curation.Quality;

/// <summary>Makes a classifier's probabilities mean what they say, by one number that all logits are divided by; the predicted classes stay.</summary>
/// <remarks>Guo et al. 2017, "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599, section 4.2, equation 9.</remarks>
public static class TemperatureScaling
{
    public const double Lowest = 0.05;

    public const double Highest = 20;

    private const int Steps = 200;

    /// <summary>The temperature of the lowest mean cross-entropy.</summary>
    /// <param name="logits">float64 [N, K] row-major, finite; log-probabilities serve as well. Of samples that the model did not learn from. Borrowed.</param>
    /// <param name="labels">int32 [N] class index; samples with −1 are left out.</param>
    /// <param name="classCount">K.</param>
    /// <returns>Within [<see cref="Lowest"/>, <see cref="Highest"/>]; 1 where no temperature changes anything (one class, or equal logits).</returns>
    /// <remarks>
    /// The loss is convex in 1/T. Newton's steps on its derivative, halving the interval where a step would leave it; the same bits on every run.
    /// </remarks>
    /// <exception cref="ArgumentException">Shapes that do not fit, a logit that is not finite, or no labelled sample.</exception>
    public static TemperatureFit Fit(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classCount)
    {
        var labelled = Labelled(logits, labels, classCount);
        var (low, high) = (1 / Highest, 1 / Lowest);
        var inverse = 1.0;
        var (atLow, atHigh) = (Moments(labelled, low), Moments(labelled, high));
        var isAtBound = false;
        if (IsFlat(atLow) && IsFlat(atHigh))
        {
            inverse = 1;
        }
        else if (atLow.Slope >= 0 || atHigh.Slope <= 0)
        {
            (inverse, isAtBound) = (atLow.Slope >= 0 ? low : high, true);
        }
        else
        {
            inverse = Root(labelled, low, high);
        }

        return new TemperatureFit
        {
            Temperature = 1 / inverse,
            LossBefore = Moments(labelled, 1).Loss,
            LossAfter = Moments(labelled, inverse).Loss,
            IsAtBound = isAtBound,
            Count = labelled.Count,
        };
    }

    /// <summary>As above, of logits in single precision.</summary>
    public static TemperatureFit Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classCount) => Fit(RowMajor.Widen(logits), labels, classCount);

    /// <summary>Probabilities of logits at a temperature: softmax(z / T).</summary>
    /// <param name="logits">float64 [N, K] row-major, finite. Borrowed.</param>
    /// <param name="classCount">K.</param>
    /// <param name="temperature">T, above 0.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, a logit that is not finite, or a temperature that is not above 0.</exception>
    public static PredictedProbabilities Apply(ReadOnlySpan<double> logits, int classCount, double temperature)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is above 0 and finite.");
        }

        var N = RowMajor.RowCount(logits.Length, classCount, nameof(logits));
        CheckFinite(logits, classCount);
        var probabilities = new double[logits.Length];
        for (var n = 0; n < N; n++)
        {
            SoftMax(logits.Slice(n * classCount, classCount), 1 / temperature, probabilities.AsSpan(n * classCount, classCount));
        }

        return new PredictedProbabilities(probabilities, classCount);
    }

    private static List<(double[] Logits, int Label)> Labelled(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classCount)
    {
        var N = RowMajor.RowCount(logits.Length, classCount, nameof(logits));
        Labels.Check(labels, N, classCount, nameof(labels), least: Labels.None);
        CheckFinite(logits, classCount);
        var labelled = new List<(double[] Logits, int Label)>(N);
        for (var n = 0; n < N; n++)
        {
            if (labels[n] != Labels.None)
            {
                labelled.Add((logits.Slice(n * classCount, classCount).ToArray(), labels[n]));
            }
        }

        return labelled.Count > 0
            ? labelled
            : throw new ArgumentException("Expected at least one labelled sample to fit a temperature to, but there is none.", nameof(labels));
    }

    private static void CheckFinite(ReadOnlySpan<double> logits, int classCount)
    {
        for (var index = 0; index < logits.Length; index++)
        {
            if (!double.IsFinite(logits[index]))
            {
                throw new ArgumentException($"Expected finite logits, but row {index / classCount} has {logits[index]} for class {index % classCount}.", nameof(logits));
            }
        }
    }

    /// <summary>Where the slope crosses 0 between two bounds on whose sides it differs in sign.</summary>
    private static double Root(List<(double[] Logits, int Label)> labelled, double low, double high)
    {
        var inverse = 1.0;
        for (var step = 0; step < Steps && high - low > 1e-12; step++)
        {
            var (_, slope, curvature) = Moments(labelled, inverse);
            (low, high) = slope > 0 ? (low, inverse) : (inverse, high);
            var next = inverse - (slope / curvature);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - inverse) <= 1e-14 * inverse)
            {
                return next;
            }

            inverse = next;
        }

        return inverse;
    }

    /// <summary>Mean loss, its slope and its curvature in 1/T: the mean of E[z] − z_label, and of the variance of z, under softmax(z / T).</summary>
    private static (double Loss, double Slope, double Curvature) Moments(List<(double[] Logits, int Label)> labelled, double inverse)
    {
        var (loss, slope, curvature) = (0.0, 0.0, 0.0);
        var probabilities = new double[labelled[0].Logits.Length];
        foreach (var (logits, label) in labelled)
        {
            var logSum = SoftMax(logits, inverse, probabilities);
            var (mean, square) = (0.0, 0.0);
            for (var k = 0; k < logits.Length; k++)
            {
                // Relative to the label's logit, so that equal logits give exactly 0.
                var difference = logits[k] - logits[label];
                mean += probabilities[k] * difference;
                square += probabilities[k] * difference * difference;
            }

            loss += logSum - (inverse * logits[label]);
            slope += mean;
            curvature += Math.Max(square - (mean * mean), 0);
        }

        return (loss / labelled.Count, slope / labelled.Count, curvature / labelled.Count);
    }

    private static bool IsFlat((double Loss, double Slope, double Curvature) moments) => moments is { Slope: 0, Curvature: 0 };

    /// <summary>Writes softmax(inverse·z) and returns log Σ exp(inverse·z).</summary>
    private static double SoftMax(ReadOnlySpan<double> logits, double inverse, Span<double> probabilities)
    {
        var largest = inverse * logits[RowMajor.ArgMax(logits)];
        var sum = 0.0;
        for (var k = 0; k < logits.Length; k++)
        {
            probabilities[k] = Math.Exp((inverse * logits[k]) - largest);
            sum += probabilities[k];
        }

        for (var k = 0; k < logits.Length; k++)
        {
            probabilities[k] /= sum;
        }

        return largest + Math.Log(sum);
    }
}
