namespace Dcai.Curation;

/// <summary>Where each value stands among all.</summary>
internal static class Percentiles
{
    /// <param name="values">In any order; NaN is left out.</param>
    /// <returns>float64 [N], range (0, 1): the mid-rank of equal values, the first and last half a place from the ends; NaN for NaN.</returns>
    public static double[] Of(double[] values)
    {
        var percentiles = new double[values.Length];
        Array.Fill(percentiles, double.NaN);
        int[] order = [.. Enumerable.Range(0, values.Length).Where(index => !double.IsNaN(values[index])).OrderBy(index => values[index])];
        for (var first = 0; first < order.Length;)
        {
            var last = first;
            while (last + 1 < order.Length && values[order[last + 1]].Equals(values[order[first]]))
            {
                last++;
            }

            var percentile = ((first + last) / 2.0 + 0.5) / order.Length;
            for (; first <= last; first++)
            {
                percentiles[order[first]] = percentile;
            }
        }

        return percentiles;
    }
}
