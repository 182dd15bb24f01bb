using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Counts samples by status.</summary>
public static class SnapshotCounter
{
    /// <param name="samples">In any order.</param>
    /// <param name="generationSnapshot">Only samples that arrived up to this version count; 0 counts all.</param>
    public static SnapshotCounts Count(IEnumerable<Sample> samples, int generationSnapshot = 0)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var (total, uncertified, certified, removed, conflicts, unusual) = (0, 0, 0, 0, 0, 0);
        foreach (var sample in samples.Where(sample => Generation.Includes(sample, generationSnapshot)))
        {
            total++;
            uncertified += sample.Status == SampleStatus.Uncertified ? 1 : 0;
            certified += sample.Status == SampleStatus.Certified ? 1 : 0;
            removed += sample.Status == SampleStatus.Removed ? 1 : 0;
            conflicts += sample.Conflict ? 1 : 0;
            unusual += sample is { Status: SampleStatus.Uncertified, Issues: not null } ? 1 : 0;
        }

        return new SnapshotCounts
        {
            Samples = total,
            Uncertified = uncertified,
            Certified = certified,
            Removed = removed,
            Conflicts = conflicts,
            Unusual = unusual,
        };
    }
}
