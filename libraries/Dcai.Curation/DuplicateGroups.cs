using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Finds images that look alike, so that no split puts one into training and its twin into the test.</summary>
public static class DuplicateGroups
{
    private const double UninformativeShare = 0.05;
    private const int AlwaysInformative = 4;

    /// <summary>Groups of equal perceptual hash, and of what rankings found to show the same.</summary>
    /// <param name="samples">All samples that are split, in any order.</param>
    /// <param name="labels">Sample id to the class under which it is split; samples that are absent here are passed over.</param>
    /// <returns>Sample id to the name of its group, the smallest id in it; only samples that share their group with another one.</returns>
    /// <remarks>
    /// A hash that covers more than 5 % of a class (and more than four of its images) says nothing: thin strokes on white paper all look
    /// the same in a few pixels. Its samples stand alone; grouping them would tie a large part of the class to one side of every split. The same holds for a
    /// group that rankings found.
    /// </remarks>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<Sample> samples, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        var classSizes = labels.Values.GroupBy(label => label, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count());
        Sample[] split = [.. samples.Where(sample => labels.ContainsKey(sample.SampleId))];
        var united = new UnitedNames();
        foreach (var alike in AlikeBy(split, sample => sample.PerceptualHash).Concat(AlikeBy(split, sample => sample.NearGroup)))
        {
            var saysNothing = alike
                .GroupBy(member => labels[member], StringComparer.Ordinal)
                .Any(ofClass => ofClass.Count() > Math.Max(AlwaysInformative, UninformativeShare * classSizes[ofClass.Key]));
            if (!saysNothing)
            {
                foreach (var member in alike.Skip(1))
                {
                    united.Unite(alike[0], member);
                }
            }
        }

        return united.Names.ToList().ToDictionary(name => name, united.Find, StringComparer.Ordinal);
    }

    private static IEnumerable<string[]> AlikeBy(IEnumerable<Sample> samples, Func<Sample, string?> key) => samples
        .Where(sample => key(sample) is not null)
        .GroupBy(key, StringComparer.Ordinal)
        .Select(alike => (string[])[.. alike.Select(sample => sample.SampleId).Distinct(StringComparer.Ordinal)])
        .Where(members => members.Length > 1);
}
