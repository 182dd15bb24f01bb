namespace Dcai.Curation.Quality;

/// <summary>What every row-major matrix needs.</summary>
internal static class RowMajor
{
    /// <summary>The number of rows in <paramref name="length"/> values.</summary>
    /// <exception cref="ArgumentException">A row has no columns, or the length is no multiple of them.</exception>
    public static int RowCount(int length, int columns, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        return length % columns == 0
            ? length / columns
            : throw new ArgumentException($"Expected rows of {columns} values, but {length} is no multiple of {columns}.", name);
    }

    /// <summary>The position of the largest value, the first of equal ones.</summary>
    public static int ArgMax(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var k = 1; k < row.Length; k++)
        {
            best = row[k] > row[best] ? k : best;
        }

        return best;
    }

    /// <summary>The position of the largest value other than the one at <paramref name="left"/>, the first of equal ones; −1 where there is no other.</summary>
    public static int ArgMaxExcept(ReadOnlySpan<double> row, int left)
    {
        var best = -1;
        for (var k = 0; k < row.Length; k++)
        {
            best = k != left && (best < 0 || row[k] > row[best]) ? k : best;
        }

        return best;
    }

    public static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var index = 0; index < wide.Length; index++)
        {
            wide[index] = values[index];
        }

        return wide;
    }

    /// <summary>Sample numbers by rising value, equal ones by number.</summary>
    public static int[] Ascending(IEnumerable<int> samples, Func<int, double> valueOf) => [.. samples.OrderBy(valueOf).ThenBy(sample => sample)];
}
