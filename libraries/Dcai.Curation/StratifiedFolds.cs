using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Divides samples into folds for cross-validation (paper, step 5).</summary>
public static class StratifiedFolds
{
    /// <summary>Folds of nearly equal size and class shares; images that look alike are in the same fold.</summary>
    /// <param name="samples">Each once, in any order.</param>
    /// <param name="groups">As of <see cref="DuplicateGroups.Of"/>; a sample that is absent stands alone.</param>
    /// <param name="foldCount">N, at least 2; no more than there are groups.</param>
    /// <param name="seed">The dataset's seed.</param>
    /// <returns>N disjoint folds, together all samples, none empty, each sorted by id.</returns>
    /// <remarks>
    /// Largest groups first and class by class, each to the fold that has fewest of its classes, then fewest samples, then at random.
    /// Without groups the folds' counts of a class, and their sizes, differ by at most one.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more folds than groups.</exception>
    public static IReadOnlyList<IReadOnlyList<LabelledSample>> Split(
        IReadOnlyList<LabelledSample> samples,
        IReadOnlyDictionary<string, string> groups,
        int foldCount,
        ulong seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        var random = SeededRandom.For(seed, "folds");
        var order = StratifiedDraw.GroupsOf(samples, groups);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(foldCount, order.Count);
        random.Shuffle(order);
        var folds = Enumerable.Range(0, foldCount).Select(_ => new List<LabelledSample>()).ToList();
        var counts = folds.ConvertAll(_ => new Dictionary<string, int>(StringComparer.Ordinal));

        // The order of the folds decides ties; it is random so that no fold is the one that always gets the remainder.
        var preference = Enumerable.Range(0, foldCount).ToList();
        random.Shuffle(preference);
        foreach (var group in order.OrderByDescending(group => group.Count).ThenBy(group => group[0].Label, StringComparer.Ordinal))
        {
            var sizes = Apportionment.SizesOf(group);
            var chosen = preference
                .OrderBy(fold => sizes.Keys.Sum(label => counts[fold].GetValueOrDefault(label)))
                .ThenBy(fold => folds[fold].Count)
                .First();
            folds[chosen].AddRange(group);
            foreach (var (label, size) in sizes)
            {
                counts[chosen][label] = counts[chosen].GetValueOrDefault(label) + size;
            }
        }

        return [.. folds.Select(Labelled.ById)];
    }
}
