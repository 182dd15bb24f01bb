namespace Dcai.Curation.Quality;

/// <summary>Class indices of samples.</summary>
internal static class Labels
{
    /// <summary>A sample without a label, where a function allows it.</summary>
    public const int None = -1;

    /// <summary>Refuses labels that do not fit the samples or the classes.</summary>
    /// <exception cref="ArgumentException">Another number of labels, or a label outside least … K − 1.</exception>
    public static void Check(ReadOnlySpan<int> labels, int count, int classCount, string name, int least = 0)
    {
        if (labels.Length != count)
        {
            throw new ArgumentException($"Expected {count} labels, one per sample, but there are {labels.Length}.", name);
        }

        for (var n = 0; n < labels.Length; n++)
        {
            if (labels[n] < least || labels[n] >= classCount)
            {
                throw new ArgumentException($"Expected labels {least} to {classCount - 1}, but sample {n} has {labels[n]}.", name);
            }
        }
    }

    /// <summary>int32 [K], samples per label.</summary>
    public static int[] Counts(ReadOnlySpan<int> labels, int classCount)
    {
        var counts = new int[classCount];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        return counts;
    }
}
