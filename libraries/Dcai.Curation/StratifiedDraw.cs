using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Draws so many samples of every class at random.</summary>
internal static class StratifiedDraw
{
    /// <summary>Draws single samples.</summary>
    /// <param name="samples">In any order; the draw does not depend on it.</param>
    /// <param name="quotas">Class to how many are drawn; none of a class that is absent here.</param>
    /// <param name="random">Moved on.</param>
    /// <returns>Both parts sorted by id.</returns>
    public static (IReadOnlyList<LabelledSample> Taken, IReadOnlyList<LabelledSample> Others) Take(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, int> quotas,
        SeededRandom random) =>
        TakeGroups(samples, quotas, new Dictionary<string, string>(), random);

    /// <summary>Draws whole groups, as long as none of a group's classes gets more than its quota.</summary>
    /// <param name="samples">In any order; the draw does not depend on it.</param>
    /// <param name="quotas">Class to how many are drawn at most; fewer where no group fits any more.</param>
    /// <param name="groups">Sample id to group; a sample that is absent here stands alone.</param>
    /// <param name="random">Moved on.</param>
    /// <returns>Both parts sorted by id.</returns>
    public static (IReadOnlyList<LabelledSample> Taken, IReadOnlyList<LabelledSample> Others) TakeGroups(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, int> quotas,
        IReadOnlyDictionary<string, string> groups,
        SeededRandom random)
    {
        var left = new Dictionary<string, int>(quotas, StringComparer.Ordinal);
        var order = GroupsOf(samples, groups);
        random.Shuffle(order);
        var (taken, rest) = (new List<LabelledSample>(), new List<LabelledSample>());
        foreach (var group in order)
        {
            var sizes = Apportionment.SizesOf(group);
            if (sizes.All(pair => pair.Value <= left.GetValueOrDefault(pair.Key)))
            {
                taken.AddRange(group);
                foreach (var (label, size) in sizes)
                {
                    left[label] -= size;
                }
            }
            else
            {
                rest.AddRange(group);
            }
        }

        return (Labelled.ById(taken), Labelled.ById(rest));
    }

    /// <summary>The samples by group, in the order of each group's smallest sample id.</summary>
    public static List<IReadOnlyList<LabelledSample>> GroupsOf(IEnumerable<LabelledSample> samples, IReadOnlyDictionary<string, string> groups) =>
    [
        .. Labelled.ById(samples)
            .GroupBy(sample => groups.GetValueOrDefault(sample.SampleId, sample.SampleId), StringComparer.Ordinal)
            .Select(IReadOnlyList<LabelledSample> (group) => [.. group]),
    ];
}
