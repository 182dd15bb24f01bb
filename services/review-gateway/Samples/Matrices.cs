using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Samples;

/// <summary>Counts how given labels met other labels.</summary>
internal static class Matrices
{
    /// <summary>Given labels by those that people certified, with a column for what they removed.</summary>
    public static LabelMatrix OfDecisions(IReadOnlyList<string> classes, IReadOnlyList<Sample> samples)
    {
        var removed = new int[classes.Count + 1];
        foreach (var sample in samples.Where(sample => sample.Status == SampleStatus.Removed))
        {
            removed[Row(classes, sample)]++;
        }

        return Count(classes, samples, sample => sample.CertifiedLabel) with { Removed = removed };
    }

    /// <summary>A sample without a column counts nowhere.</summary>
    public static LabelMatrix Count(IReadOnlyList<string> classes, IEnumerable<Sample> samples, Func<Sample, string?> column)
    {
        var counts = Enumerable.Range(0, classes.Count + 1).Select(_ => new int[classes.Count]).ToArray();
        foreach (var sample in samples)
        {
            if (column(sample) is { } label && IndexOf(classes, label) is >= 0 and var index)
            {
                counts[Row(classes, sample)][index]++;
            }
        }

        return new LabelMatrix { Classes = classes, Counts = counts };
    }

    private static int Row(IReadOnlyList<string> classes, Sample sample) =>
        sample.GivenLabels is [var given] && IndexOf(classes, given) is >= 0 and var row ? row : classes.Count;

    private static int IndexOf(IReadOnlyList<string> classes, string label)
    {
        for (var index = 0; index < classes.Count; index++)
        {
            if (classes[index] == label)
            {
                return index;
            }
        }

        return -1;
    }
}
