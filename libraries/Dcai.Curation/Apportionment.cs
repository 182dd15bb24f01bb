namespace Dcai.Curation;

/// <summary>Divides a number of places over classes in proportion to their sizes.</summary>
internal static class Apportionment
{
    /// <summary>Largest remainders, within what each class must and may give.</summary>
    /// <param name="sizes">Class to its number of samples.</param>
    /// <param name="total">Places to give. More are given where the least of every class adds up to more, fewer where the most does.</param>
    /// <param name="least">Places that a class of that size gets at least.</param>
    /// <param name="most">Places that a class of that size gets at most; wins over <paramref name="least"/>.</param>
    /// <returns>Class to its places.</returns>
    public static Dictionary<string, int> Divide(IReadOnlyDictionary<string, int> sizes, int total, Func<int, int> least, Func<int, int> most)
    {
        var all = sizes.Values.Sum();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (label, size) in sizes)
        {
            var ideal = (int)((long)total * size / Math.Max(all, 1));
            places[label] = Math.Min(Math.Max(ideal, least(size)), most(size));
        }

        for (var given = places.Values.Sum(); given > total; given--)
        {
            var next = sizes
                .Where(pair => places[pair.Key] > Math.Min(least(pair.Value), most(pair.Value)))
                .OrderBy(pair => ((double)total * pair.Value / all) - places[pair.Key])
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Key)
                .FirstOrDefault();
            if (next is null)
            {
                break;
            }

            places[next]--;
        }

        for (var given = places.Values.Sum(); given < total; given++)
        {
            var next = sizes
                .Where(pair => places[pair.Key] < most(pair.Value))
                .OrderByDescending(pair => ((double)total * pair.Value / all) - places[pair.Key])
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Key)
                .FirstOrDefault();
            if (next is null)
            {
                break;
            }

            places[next]++;
        }

        return places;
    }

    public static Dictionary<string, int> SizesOf(IEnumerable<Dcai.Contracts.Documents.LabelledSample> samples) =>
        samples
            .GroupBy(sample => sample.Label, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}
