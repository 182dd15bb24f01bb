using System.Collections.Concurrent;
using Dcai.Contracts.Documents;
using Dcai.Curation.Reviewers;
using Dcai.ObjectStorage;
using Dcai.Work;

namespace Dcai.ReviewGateway.Reviewers;

/// <summary>The gold of each review: what people had certified in the snapshot that it was selected from. Read once.</summary>
internal sealed class GoldShelf(SnapshotReader snapshots)
{
    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), GoldItems> _known = new();

    /// <summary>A dataset of this name may come that has nothing to do with the one known so far.</summary>
    public void Forget(string datasetId)
    {
        foreach (var known in _known.Keys.Where(known => known.DatasetId == datasetId))
        {
            _known.TryRemove(known, out _);
        }
    }

    public async Task<GoldItems> OfAsync(string datasetId, Review review, ulong seed, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((datasetId, review.ReviewId), out var known))
        {
            return known;
        }

        try
        {
            return _known.GetOrAdd((datasetId, review.ReviewId), new GoldItems(await snapshots.SamplesAsync(datasetId, review.Snapshot, cancellationToken), review, seed));
        }
        catch (ObjectNotFoundException)
        {
            // An erasure may come before any snapshot.
            return new GoldItems([], review, seed);
        }
    }
}
