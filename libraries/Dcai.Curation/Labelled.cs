using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The labelled samples inside a snapshot.</summary>
public static class Labelled
{
    /// <summary>Every certified sample under its certified label, sorted by id; without painted ones, which nothing may be validated or tested with.</summary>
    /// <param name="samples">In any order.</param>
    public static IReadOnlyList<LabelledSample> Certified(IEnumerable<Sample> samples) => Certified(samples, arePainted: false);

    /// <summary>Every certified painted sample under its certified label, sorted by id.</summary>
    /// <param name="samples">In any order.</param>
    public static IReadOnlyList<LabelledSample> CertifiedPainted(IEnumerable<Sample> samples) => Certified(samples, arePainted: true);

    private static IReadOnlyList<LabelledSample> Certified(IEnumerable<Sample> samples, bool arePainted)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return ById(samples
            .Where(sample => sample.Status == SampleStatus.Certified && sample.Origin == SampleOrigin.Synthesized == arePainted)
            .Select(sample => new LabelledSample { SampleId = sample.SampleId, Label = sample.CertifiedLabel! }));
    }

    internal static IReadOnlyList<LabelledSample> ById(IEnumerable<LabelledSample> samples) =>
    [
        .. samples
            .OrderBy(sample => sample.SampleId, StringComparer.Ordinal)
            .ThenBy(sample => sample.Label, StringComparer.Ordinal),
    ];
}
