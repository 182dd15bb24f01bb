using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>How fast the order of review leads people to the label errors that are known.</summary>
public static class LabelErrorCurve
{
    private const int MostPoints = 101;

    /// <summary>Counts the decisions until 50, 80 and 95 % of the known label errors were decided.</summary>
    /// <param name="decidedSampleIds">In the order in which they were decided; a sample counts at its first decision.</param>
    /// <param name="labelErrors">Ids of the samples whose given label is known to be wrong.</param>
    /// <param name="sampleCount">Samples of the dataset: what random order would draw from.</param>
    /// <param name="simulated">Whether the reviewer was a program.</param>
    /// <returns>A number is absent where so many label errors were never decided, or none is known.</returns>
    /// <remarks>
    /// In random order the k-th of m errors among n samples is expected at position (n + 1) · k / (m + 1): the errors cut the others into
    /// m + 1 gaps of equal expected length. Rounded up to whole decisions.
    /// </remarks>
    public static ReviewEffort Of(IEnumerable<string> decidedSampleIds, IReadOnlySet<string> labelErrors, int sampleCount, bool simulated)
    {
        ArgumentNullException.ThrowIfNull(decidedSampleIds);
        ArgumentNullException.ThrowIfNull(labelErrors);
        string[] order = [.. decidedSampleIds.Distinct(StringComparer.Ordinal)];
        int[] found = [.. Enumerable.Range(1, order.Length).Where(position => labelErrors.Contains(order[position - 1]))];
        return new ReviewEffort
        {
            Decisions = order.Length,
            LabelErrorsKnown = labelErrors.Count,
            DecisionsTo50 = Reached(50),
            DecisionsTo80 = Reached(80),
            DecisionsTo95 = Reached(95),
            DecisionsTo50Random = Expected(50),
            DecisionsTo80Random = Expected(80),
            DecisionsTo95Random = Expected(95),
            Simulated = simulated,
            Found = Thin(order.Length, found),
        };

        int Wanted(int percent) => (int)(((long)labelErrors.Count * percent + 99) / 100);

        int? Reached(int percent) => Wanted(percent) is > 0 and var wanted && wanted <= found.Length ? found[wanted - 1] : null;

        int? Expected(int percent) => Wanted(percent) is > 0 and var wanted && sampleCount >= labelErrors.Count
            ? (int)(((sampleCount + 1L) * wanted + labelErrors.Count) / (labelErrors.Count + 1))
            : null;
    }

    /// <summary>The curve at evenly spread numbers of decisions.</summary>
    private static IReadOnlyList<EffortPoint> Thin(int decisions, int[] found) =>
    [
        .. Enumerable.Range(0, MostPoints)
            .Select(point => (int)Math.Round((double)point * decisions / (MostPoints - 1)))
            .Distinct()
            .Select(count => new EffortPoint { Decisions = count, Errors = found.Count(position => position <= count) }),
    ];

    /// <summary>The label errors that the decisions themselves brought to light.</summary>
    /// <param name="samples">All samples, in any order.</param>
    /// <returns>Ids of the decided samples whose given labels do not stand: removed, or certified under a label with which they did not come.</returns>
    public static IReadOnlySet<string> KnownErrors(IEnumerable<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples
            .Where(sample => sample.GivenLabels.Count > 0 && sample.Status switch
            {
                SampleStatus.Removed => true,
                SampleStatus.Certified => !sample.GivenLabels.Contains(sample.CertifiedLabel!),
                _ => false,
            })
            .Select(sample => sample.SampleId)
            .ToHashSet(StringComparer.Ordinal);
    }
}
