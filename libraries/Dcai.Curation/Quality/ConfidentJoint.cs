namespace Dcai.Curation.Quality;

/// <summary>How many samples of each given label confidently belong to each class: an estimate of which label is mistaken for which.</summary>
/// <remarks>
/// Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", https://arxiv.org/abs/1911.00068,
/// section 3.1, equations 1 to 3; tolerances and rounding as in cleanlab 2.9.0 (compute_confident_joint).
/// </remarks>
public sealed class ConfidentJoint
{
    /// <summary>A probability this close to its threshold reaches it.</summary>
    internal const double Tolerance = 1e-6;

    private const double LeastThreshold = 2 * Tolerance;

    /// <summary>No probability reaches it: a class that no sample was given is never guessed.</summary>
    private const double Unreachable = 2;

    private ConfidentJoint(int[,] counts, IReadOnlyList<int> offDiagonal, LabelledPredictions predictions) =>
        (Counts, OffDiagonal, Calibrated) = (counts, offDiagonal, Calibrate(counts, predictions.LabelCounts));

    /// <summary>int32 [K given, K estimated]: samples counted; on the diagonal at least 1.</summary>
    public int[,] Counts { get; }

    /// <summary>int32 [K given, K estimated]: the counts scaled so that each row adds up to the number of samples with that label, rounded within the row.</summary>
    public int[,] Calibrated { get; }

    /// <summary>Numbers of the samples that were counted beside the diagonal, rising.</summary>
    public IReadOnlyList<int> OffDiagonal { get; }

    /// <summary>Counts every sample that reaches the threshold of a class, under the likeliest of the classes where it reaches several.</summary>
    /// <param name="predictions">Out-of-sample.</param>
    public static ConfidentJoint Of(LabelledPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var thresholds = Thresholds(predictions);
        var counts = new int[predictions.ClassCount, predictions.ClassCount];
        var offDiagonal = new List<int>();
        for (var n = 0; n < predictions.Count; n++)
        {
            var (label, guess) = (predictions.Label(n), ConfidentClass(predictions.Row(n), thresholds));
            if (guess >= 0)
            {
                counts[label, guess]++;
            }

            if (guess >= 0 && guess != label)
            {
                offDiagonal.Add(n);
            }
        }

        for (var k = 0; k < predictions.ClassCount; k++)
        {
            counts[k, k] = Math.Max(counts[k, k], 1);
        }

        return new ConfidentJoint(counts, offDiagonal, predictions);
    }

    /// <summary>The mean probability of each class over the samples with that label.</summary>
    /// <param name="predictions">Out-of-sample.</param>
    /// <returns>float64 [K], at least 2e-6; 2 for a class that is no sample's label. Owned by the caller.</returns>
    public static double[] Thresholds(LabelledPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var sums = new double[predictions.ClassCount];
        for (var n = 0; n < predictions.Count; n++)
        {
            sums[predictions.Label(n)] += predictions.Row(n)[predictions.Label(n)];
        }

        return [.. sums.Select((sum, k) => predictions.LabelCounts[k] == 0 ? Unreachable : Math.Max(sum / predictions.LabelCounts[k], LeastThreshold))];
    }

    /// <summary>The one class that is reached, the likeliest of all classes where several are, −1 where none is.</summary>
    private static int ConfidentClass(ReadOnlySpan<double> row, double[] thresholds)
    {
        var (reached, last) = (0, -1);
        for (var k = 0; k < row.Length; k++)
        {
            if (row[k] >= thresholds[k] - Tolerance)
            {
                reached++;
                last = k;
            }
        }

        return reached > 1 ? RowMajor.ArgMax(row) : last;
    }

    private static int[,] Calibrate(int[,] counts, IReadOnlyList<int> labelCounts)
    {
        var K = labelCounts.Count;
        var calibrated = new double[K, K];
        var sum = 0.0;
        for (var given = 0; given < K; given++)
        {
            var counted = Enumerable.Range(0, K).Sum(estimated => (double)counts[given, estimated]);
            for (var estimated = 0; estimated < K; estimated++)
            {
                calibrated[given, estimated] = counts[given, estimated] / counted * labelCounts[given];
                sum += calibrated[given, estimated];
            }
        }

        // The rows have their totals up to rounding errors; cleanlab scales once more, and halves fall on the side where it puts them.
        var total = labelCounts.Sum();
        for (var given = 0; given < K; given++)
        {
            for (var estimated = 0; estimated < K; estimated++)
            {
                calibrated[given, estimated] = sum > 0 ? calibrated[given, estimated] / sum * total : 0;
            }
        }

        return RowTotals.Round(calibrated);
    }
}
