using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>What changed from one snapshot to another.</summary>
public static class SnapshotComparison
{
    /// <summary>The samples that differ, sorted by id.</summary>
    /// <param name="before">The earlier snapshot's samples, sorted by id in ordinal order.</param>
    /// <param name="after">The later snapshot's samples, sorted in the same way.</param>
    public static IEnumerable<ChangedSample> Compare(IReadOnlyList<Sample> before, IReadOnlyList<Sample> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (left, right) = (0, 0);
        while (left < before.Count || right < after.Count)
        {
            var order = left == before.Count ? 1 : right == after.Count ? -1 : string.CompareOrdinal(before[left].SampleId, after[right].SampleId);
            var (old, now) = (order <= 0 ? before[left++] : null, order >= 0 ? after[right++] : null);
            if (KindOf(old, now) is { } kind)
            {
                yield return new ChangedSample(kind, old, now);
            }
        }
    }

    private static SampleChangeKind? KindOf(Sample? old, Sample? now) => (old, now) switch
    {
        (null, _) => SampleChangeKind.Arrived,
        (_, null) => SampleChangeKind.Vanished,
        _ when old.Status != now.Status => SampleChangeKind.Decided,
        _ when old.CertifiedLabel != now.CertifiedLabel => SampleChangeKind.Relabelled,
        _ when old.Origin != now.Origin || old.Round != now.Round || old.Conflict != now.Conflict || !old.GivenLabels.SequenceEqual(now.GivenLabels, StringComparer.Ordinal) =>
            SampleChangeKind.Other,
        _ => null,
    };
}

/// <summary>One sample that differs.</summary>
/// <param name="Kind">What changed most.</param>
/// <param name="Before">Null where it arrived.</param>
/// <param name="After">Null where it vanished.</param>
public sealed record ChangedSample(SampleChangeKind Kind, Sample? Before, Sample? After);

/// <summary>What changed about a sample.</summary>
public enum SampleChangeKind
{
    /// <summary>It is in the later snapshot only.</summary>
    Arrived,

    /// <summary>It is in the earlier snapshot only.</summary>
    Vanished,

    /// <summary>Its status changed.</summary>
    Decided,

    /// <summary>It is certified under another label.</summary>
    Relabelled,

    /// <summary>What was given changed, or when it was decided, and not what was decided.</summary>
    Other,
}
