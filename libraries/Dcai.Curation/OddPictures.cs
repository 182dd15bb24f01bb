using Dcai.Contracts.Documents;
using static Dcai.Contracts.Documents.OddPictureLimits;

namespace Dcai.Curation;

/// <summary>Which pictures are of an odd size or kind beside the others of a snapshot.</summary>
/// <remarks>What ingest says of this to whoever sent an image depends on what had arrived before; this depends on what is there, in whatever order it came.</remarks>
internal static class OddPictures
{
    /// <summary>Whether an issue is one of those that are judged here.</summary>
    public static bool IsRelative(ImageIssue issue) => issue is ImageIssue.OddSize or ImageIssue.OddChannels;

    /// <summary>Judges all samples anew. One of which nothing changes stays the same instance.</summary>
    /// <param name="samples">By id; changed in place.</param>
    public static void Mark(Dictionary<string, Sample> samples)
    {
        long[] areas = [.. samples.Values.Select(Area).Where(area => area > 0).Order()];
        double? median = areas.Length < FewPictures ? null : areas[areas.Length / 2];
        var kinds = samples.Values.Where(sample => sample.Channels is not null).ToLookup(sample => sample.Channels > 1);
        var (gray, coloured) = (kinds[false].Count(), kinds[true].Count());
        bool? rare = gray + coloured < FewPictures ? null
            : coloured < RareKind * (gray + coloured) ? true
            : gray < RareKind * (gray + coloured) ? false
            : null;
        foreach (var sample in samples.Values.ToList())
        {
            var issues = (sample.Issues ?? []).Where(issue => !IsRelative(issue)).ToList();
            if (Area(sample) > 0 && (Math.Min(sample.Width, sample.Height) < LeastSide || (median is { } usual && Math.Max(Area(sample) / usual, usual / Area(sample)) >= MostSizeRatio)))
            {
                issues.Add(ImageIssue.OddSize);
            }

            if (rare is not null && sample.Channels is { } channels && channels > 1 == rare)
            {
                issues.Add(ImageIssue.OddChannels);
            }

            issues.Sort();
            if (!issues.SequenceEqual(sample.Issues ?? []))
            {
                samples[sample.SampleId] = sample with { Issues = issues.Count == 0 ? null : issues };
            }
        }
    }

    private static long Area(Sample sample) => (long)sample.Width * sample.Height;
}
