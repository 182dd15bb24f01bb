using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Joins samples that rankings found to show the same.</summary>
public static class NearGroups
{
    /// <summary>Adds what was found to the groups known so far.</summary>
    /// <param name="samples">Sample id to sample; left as it is.</param>
    /// <param name="pairs">In any order; one with a sample that is unknown is passed over.</param>
    /// <returns>All samples; one whose group stays the same is the very instance of <paramref name="samples"/>.</returns>
    public static IReadOnlyDictionary<string, Sample> Join(IReadOnlyDictionary<string, Sample> samples, IEnumerable<NearPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(pairs);
        NearPair[] known = [.. pairs.Where(pair => samples.ContainsKey(pair.First) && samples.ContainsKey(pair.Second))];
        if (known.Length == 0)
        {
            return samples;
        }

        var united = new UnitedNames();
        foreach (var sample in samples.Values.Where(sample => sample.NearGroup is not null))
        {
            united.Unite(sample.SampleId, sample.NearGroup!);
        }

        foreach (var pair in known)
        {
            united.Unite(pair.First, pair.Second);
        }

        var joined = new Dictionary<string, Sample>(samples, StringComparer.Ordinal);
        foreach (var name in united.Names.Where(joined.ContainsKey).ToList())
        {
            var group = united.Find(name);
            if (joined[name].NearGroup != group)
            {
                joined[name] = joined[name] with { NearGroup = group };
            }
        }

        return joined;
    }
}
