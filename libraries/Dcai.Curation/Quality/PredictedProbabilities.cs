using System.Globalization;

namespace Dcai.Curation.Quality;

/// <summary>Class probabilities of samples, checked once so that nothing behind it checks again.</summary>
public sealed class PredictedProbabilities
{
    /// <summary>A row may miss the sum of 1 by this much: single precision over a thousand classes, and averages of rounded rows, stay below it.</summary>
    public const double SumTolerance = 1e-3;

    private readonly double[] values;

    /// <param name="values">float64 [N, K] row-major, each in [0, 1], each row with sum 1 within <see cref="SumTolerance"/>. Kept: the caller writes to it no more.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <exception cref="ArgumentException">A length, value or sum is other than that; the message names the row and what it holds.</exception>
    public PredictedProbabilities(double[] values, int classCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.values = values;
        (Count, ClassCount) = (RowMajor.RowCount(values.Length, classCount, nameof(values)), classCount);
        for (var n = 0; n < Count; n++)
        {
            Check(Row(n), n);
        }
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>K.</summary>
    public int ClassCount { get; }

    /// <summary>The probability of class <paramref name="k"/> for sample <paramref name="n"/>, range [0, 1].</summary>
    public double this[int n, int k] => Row(n)[k];

    /// <summary>Single precision, as a model gives it, widened.</summary>
    /// <param name="values">float32 [N, K] row-major. Borrowed.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <exception cref="ArgumentException">As of the constructor.</exception>
    public static PredictedProbabilities Of(ReadOnlySpan<float> values, int classCount) => new(RowMajor.Widen(values), classCount);

    /// <summary>One list per sample, as documents hold them.</summary>
    /// <param name="rows">[N], each of length <paramref name="classCount"/>.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <exception cref="ArgumentException">As of the constructor; also where a row has another length.</exception>
    public static PredictedProbabilities Of(IReadOnlyList<IReadOnlyList<double>> rows, int classCount)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        var values = new double[rows.Count * classCount];
        for (var n = 0; n < rows.Count; n++)
        {
            if (rows[n].Count != classCount)
            {
                throw new ArgumentException($"Expected {classCount} probabilities per sample, but row {n} has {rows[n].Count}.", nameof(rows));
            }

            for (var k = 0; k < classCount; k++)
            {
                values[(n * classCount) + k] = rows[n][k];
            }
        }

        return new PredictedProbabilities(values, classCount);
    }

    /// <summary>float64 [K], the probabilities of one sample.</summary>
    public ReadOnlySpan<double> Row(int n) => values.AsSpan(n * ClassCount, ClassCount);

    /// <summary>The class of the highest probability, the first of equal ones.</summary>
    public int TopClass(int n) => RowMajor.ArgMax(Row(n));

    private static void Check(ReadOnlySpan<double> row, int n)
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++)
        {
            // Written so that NaN is refused too.
            if (!(row[k] >= 0 && row[k] <= 1 + SumTolerance))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"Expected probabilities in [0, 1], but row {n} has {row[k]} for class {k}."));
            }

            sum += row[k];
        }

        if (Math.Abs(sum - 1) > SumTolerance)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Expected the probabilities of a sample to add up to 1 within {SumTolerance}, but row {n} adds up to {sum}."));
        }
    }
}
