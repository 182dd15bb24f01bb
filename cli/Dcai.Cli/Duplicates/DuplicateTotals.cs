using Dcai.Fingerprints.Duplicates;

namespace Dcai.Cli.Duplicates;

/// <summary>What many groups come to.</summary>
/// <param name="Groups">How many.</param>
/// <param name="Files">In all of them.</param>
/// <param name="SavableBytes">If one copy of each were kept.</param>
/// <param name="Overlaps">Groups that lie in several parts.</param>
/// <param name="Conflicts">Groups with several labels.</param>
/// <param name="Pairs">Groups that two parts have in common, in the order of their names.</param>
internal sealed record DuplicateTotals(long Groups, long Files, long SavableBytes, long Overlaps, long Conflicts, IReadOnlyList<SharedGroups> Pairs)
{
    public static DuplicateTotals Of(IEnumerable<DuplicateGroup> groups)
    {
        var (count, files, savable, overlaps, conflicts) = (0L, 0L, 0L, 0L, 0L);
        var pairs = new Dictionary<(string, string), long>();
        foreach (var group in groups)
        {
            count++;
            files += group.Files.Count;
            savable += group.SavableBytes;
            conflicts += group.IsConflict ? 1 : 0;
            if (!group.IsOverlap)
            {
                continue;
            }

            overlaps++;
            var parts = group.Files.Select(file => file.Part).Distinct().OrderBy(part => part.Name, StringComparer.Ordinal).ToList();
            var referred = parts.Exists(part => part.IsReference);
            for (var i = 0; i < parts.Count; i++)
            {
                for (var j = i + 1; j < parts.Count; j++)
                {
                    if (!referred || parts[i].IsReference != parts[j].IsReference)
                    {
                        var pair = (parts[i].Name, parts[j].Name);
                        pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
                    }
                }
            }
        }

        return new DuplicateTotals(count, files, savable, overlaps, conflicts, Ordered(pairs.Select(pair => new SharedGroups(pair.Key.Item1, pair.Key.Item2, pair.Value))));
    }

    /// <summary>Of these groups and those, which are others.</summary>
    public DuplicateTotals And(DuplicateTotals other) => new(
        Groups + other.Groups,
        Files + other.Files,
        SavableBytes + other.SavableBytes,
        Overlaps + other.Overlaps,
        Conflicts + other.Conflicts,
        Ordered(Pairs.Concat(other.Pairs).GroupBy(pair => (pair.First, pair.Second), (names, pairs) => new SharedGroups(names.First, names.Second, pairs.Sum(pair => pair.Groups)))));

    private static SharedGroups[] Ordered(IEnumerable<SharedGroups> pairs) =>
        [.. pairs.OrderBy(pair => pair.First, StringComparer.Ordinal).ThenBy(pair => pair.Second, StringComparer.Ordinal)];
}

/// <summary>How many groups lie in both.</summary>
internal sealed record SharedGroups(string First, string Second, long Groups);
