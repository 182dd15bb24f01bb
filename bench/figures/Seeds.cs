using System.Globalization;
using MathNet.Numerics.Statistics;

namespace Dcai.Bench.Figures;

/// <summary>Runs that differ in their seed.</summary>
public static class Seeds
{
    /// <summary>A figure per name: the mean over the seeds that have it, its sample standard deviation in the name.</summary>
    /// <param name="measured">Figures of every seed, under equal names.</param>
    /// <param name="seeds">How many seeds were asked for; one is left as it is.</param>
    public static IEnumerable<Figure> Summarise(IEnumerable<Figure> measured, int seeds) => measured
        .GroupBy(figure => (figure.Name, figure.Peer))
        .Select(group => seeds == 1 ? group.First() : group.First() with
        {
            Name = string.Create(
                CultureInfo.InvariantCulture, $"{group.Key.Name} (mean of {group.Count()}, sd {group.Select(figure => figure.Value).StandardDeviation():0.000})"),
            Value = group.Average(figure => figure.Value),
            PeerValue = group.Average(figure => figure.PeerValue),
        });
}
