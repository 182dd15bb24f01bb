using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

public sealed class SnapshotComparisonTests
{
    [Fact]
    public void Each_change_is_told_once_by_what_changed_most()
    {
        Sample[] before =
        [
            Some.Sample(1), Some.Sample(2), Some.Sample(3), Some.Sample(4, status: SampleStatus.Certified, certified: "i"), Some.Sample(5), Some.Sample(6),
        ];
        Sample[] after =
        [
            Some.Sample(1), Some.Sample(2, status: SampleStatus.Certified), Some.Sample(3, status: SampleStatus.Removed),
            Some.Sample(4, status: SampleStatus.Certified, certified: "ii"), Some.Sample(5) with { GivenLabels = ["i", "ii"], Conflict = true }, Some.Sample(7),
        ];

        var changes = SnapshotComparison.Compare(Sorted(before), Sorted(after)).ToDictionary(change => (change.Before ?? change.After)!.SampleId, change => change.Kind);

        Assert.Equal(
            new Dictionary<string, SampleChangeKind>
            {
                [Some.Id(2)] = SampleChangeKind.Decided,
                [Some.Id(3)] = SampleChangeKind.Decided,
                [Some.Id(4)] = SampleChangeKind.Relabelled,
                [Some.Id(5)] = SampleChangeKind.Other,
                [Some.Id(6)] = SampleChangeKind.Vanished,
                [Some.Id(7)] = SampleChangeKind.Arrived,
            },
            changes);
    }

    [Fact]
    public void Changes_are_sorted_by_id_and_equal_snapshots_have_none()
    {
        var all = Sorted([.. Enumerable.Range(0, 50).Select(number => Some.Sample(number))]);

        var arrived = SnapshotComparison.Compare([], all).Select(change => change.After!.SampleId).ToList();

        Assert.Equal(all.Select(sample => sample.SampleId), arrived);
        Assert.Empty(SnapshotComparison.Compare(all, all));
        Assert.All(SnapshotComparison.Compare(all, []), change => Assert.Equal(SampleChangeKind.Vanished, change.Kind));
    }

    private static Sample[] Sorted(Sample[] samples) => [.. samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
}
