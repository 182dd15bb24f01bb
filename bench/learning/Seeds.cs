using System.Globalization;
using Dcai.Bench.Figures;
using MathNet.Numerics.Statistics;

namespace Dcai.Bench.Learning;

/// <summary>Runs that differ in their seed.</summary>
internal static class Seeds
{
    /// <summary>A figure per name: the mean over the seeds that have it, its sample standard deviation in the name.</summary>
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
