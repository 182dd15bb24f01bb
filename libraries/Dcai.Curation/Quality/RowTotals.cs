namespace Dcai.Curation.Quality;

/// <summary>Whole numbers in place of fractions, with the same totals.</summary>
internal static class RowTotals
{
    /// <summary>Rounds each row; where its total is off, the values that were rounded furthest the other way give or take 1.</summary>
    /// <param name="values">float64 [rows, columns], at least 0.</param>
    /// <returns>int32 of the same shape.</returns>
    /// <remarks>Half to even; of equal remainders the later column gets and the earlier one gives, as cleanlab 2.9.0 does (round_preserving_row_totals).</remarks>
    public static int[,] Round(double[,] values)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var rounded = new int[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            var whole = RoundOne([.. Enumerable.Range(0, columns).Select(column => values[row, column])]);
            for (var column = 0; column < columns; column++)
            {
                rounded[row, column] = whole[column];
            }
        }

        return rounded;
    }

    private static int[] RoundOne(double[] row)
    {
        int[] whole = [.. row.Select(value => (int)Math.Round(value))];
        var total = (int)Math.Round(row.Sum());
        for (var missing = total - whole.Sum(); missing != 0; missing = total - whole.Sum())
        {
            var step = Math.Sign(missing);
            int[] neediest =
            [
                .. Enumerable.Range(0, row.Length)
                    .OrderByDescending(column => step * (row[column] - whole[column]))
                    .ThenByDescending(column => step * column)
                    .Take(Math.Abs(missing)),
            ];
            foreach (var column in neediest)
            {
                whole[column] += step;
            }
        }

        return whole;
    }
}
