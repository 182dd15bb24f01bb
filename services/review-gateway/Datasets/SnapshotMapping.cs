using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Snapshots as the API shows them.</summary>
internal static class SnapshotMapping
{
    public static SampleCounts ToApi(SnapshotCounts? counts) => new()
    {
        Samples = counts?.Samples ?? 0,
        Uncertified = counts?.Uncertified ?? 0,
        Certified = counts?.Certified ?? 0,
        Removed = counts?.Removed ?? 0,
        Conflicts = counts?.Conflicts ?? 0,
        Unusual = counts?.Unusual ?? 0,
    };

    public static SnapshotSummary ToApi(Snapshot snapshot) => new()
    {
        Version = snapshot.SnapshotVersion,
        Parent = snapshot.Parent,
        ContentDigest = snapshot.ContentDigest,
        Counts = ToApi(snapshot.Counts),
        Batches = snapshot.Batches,
        Reviews = snapshot.Reviews,
    };
}
