using System.Globalization;

namespace Dcai.Cli.Reports.Plots;

/// <summary>Where a value lies on a picture, and which values are named.</summary>
internal sealed class Axis
{
    private const int WantedMarks = 5;

    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;
    private readonly bool _logarithmic;

    private Axis(double low, double high, IReadOnlyList<double> marks, double from, double to, bool logarithmic) =>
        (_low, _high, Marks, _from, _to, _logarithmic) = (low, high, marks, from, to, logarithmic);

    /// <summary>The values to name.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>An axis that ends at round values around everything on it.</summary>
    /// <param name="values">What lies on it.</param>
    /// <param name="from">Coordinate of its low end.</param>
    /// <param name="to">Coordinate of its high end.</param>
    /// <param name="lowest">Nothing lies below.</param>
    /// <param name="highest">Nothing lies above.</param>
    public static Axis Round(IReadOnlyCollection<double> values, double from, double to, double lowest = double.NegativeInfinity, double highest = double.PositiveInfinity)
    {
        var (low, high) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        if (high - low < 1e-9)
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        var step = Step((high - low) / WantedMarks);
        (low, high) = (Math.Max(Math.Floor(low / step) * step, lowest), Math.Min(Math.Ceiling(high / step) * step, highest));
        double[] marks = [.. Enumerable.Range(0, (int)Math.Round((high - low) / step) + 1).Select(index => low + (index * step)).Where(mark => mark <= high + (step / 1000))];
        return new Axis(low, high, marks, from, to, logarithmic: false);
    }

    /// <summary>An axis that ends a little beyond its extreme values and names given ones.</summary>
    public static Axis Through(IReadOnlyCollection<double> values, IReadOnlyList<double> marks, double from, double to, bool logarithmic)
    {
        var (low, high) = (Scale(values.Min(), logarithmic), Scale(values.Max(), logarithmic));
        var margin = high - low < 1e-9 ? 0.5 : (high - low) * 0.04;
        return new Axis(low - margin, high + margin, marks, from, to, logarithmic);
    }

    public double Place(double value) => _from + ((Scale(value, _logarithmic) - _low) / (_high - _low) * (_to - _from));

    public static string Name(double mark) => Math.Round(mark, 6).ToString("0.####", CultureInfo.InvariantCulture);

    private static double Scale(double value, bool logarithmic) => logarithmic ? Math.Log(value) : value;

    /// <summary>1, 2 or 5 times a power of ten, at least the wanted step.</summary>
    private static double Step(double wanted)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        var factor = wanted / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }
}
