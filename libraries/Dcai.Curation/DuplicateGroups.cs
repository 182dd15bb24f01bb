using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Finds images that look alike, so that no split puts one into training and its twin into the test.</summary>
public static class DuplicateGroups
{
    private const double UninformativeShare = 0.05;
    private const int AlwaysInformative = 4;

    /// <summary>Groups of equal perceptual hash.</summary>
    /// <param name="samples">All samples that are split, in any order.</param>
    /// <param name="labels">Sample id to the class under which it is split; samples that are absent here are passed over.</param>
    /// <returns>Sample id to the name of its group; only samples that share their group with another one.</returns>
    /// <remarks>
    /// A hash that covers more than 5 % of a class (and more than four of its images) says nothing: thin strokes on white paper all look
    /// the same in a few pixels. Its samples stand alone; grouping them would tie a large part of the class to one side of every split.
    /// </remarks>
    public static IReadOnlyDictionary<string, string> ByPerceptualHash(IEnumerable<Sample> samples, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        var classSizes = labels.Values.GroupBy(label => label, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count());
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var alike in samples
            .Where(sample => sample.PerceptualHash is not null && labels.ContainsKey(sample.SampleId))
            .GroupBy(sample => sample.PerceptualHash!, StringComparer.Ordinal))
        {
            string[] members = [.. alike.Select(sample => sample.SampleId).Distinct(StringComparer.Ordinal)];
            var saysNothing = members
                .GroupBy(member => labels[member], StringComparer.Ordinal)
                .Any(ofClass => ofClass.Count() > Math.Max(AlwaysInformative, UninformativeShare * classSizes[ofClass.Key]));
            if (members.Length < 2 || saysNothing)
            {
                continue;
            }

            foreach (var member in members)
            {
                groups.Add(member, alike.Key);
            }
        }

        return groups;
    }
}
