using System.Collections.Concurrent;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.Work;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>What follows from a review and the samples of the snapshot that it was selected from: found out once, however many ask at a time.</summary>
internal sealed class PerReview<T>(SnapshotReader snapshots)
{
    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), Lazy<Task<T>>> _known = new();

    /// <summary>A dataset of this name may come that has nothing to do with the one known so far.</summary>
    public void Forget(string datasetId)
    {
        foreach (var known in _known.Keys.Where(known => known.DatasetId == datasetId))
        {
            _known.TryRemove(known, out _);
        }
    }

    /// <param name="datasetId">The review's dataset.</param>
    /// <param name="review">The review.</param>
    /// <param name="find">Given the samples; none where there is no snapshot yet, as an erasure may come before any.</param>
    /// <param name="cancellationToken">Stops the wait; others may wait on.</param>
    public async Task<T> OfAsync(string datasetId, Review review, Func<IReadOnlyList<Sample>, T> find, CancellationToken cancellationToken)
    {
        var key = (datasetId, review.ReviewId);
        var found = _known.GetOrAdd(key, _ => new Lazy<Task<T>>(() => FindAsync(datasetId, review, find)));
        try
        {
            return await found.Value.WaitAsync(cancellationToken);
        }
        catch (ObjectStoreException)
        {
            _known.TryRemove(KeyValuePair.Create(key, found));
            throw;
        }
    }

    private async Task<T> FindAsync(string datasetId, Review review, Func<IReadOnlyList<Sample>, T> find)
    {
        IReadOnlyList<Sample> samples;
        try
        {
            samples = await snapshots.SamplesAsync(datasetId, review.Snapshot, CancellationToken.None);
        }
        catch (ObjectNotFoundException)
        {
            samples = [];
        }

        return find(samples);
    }
}
