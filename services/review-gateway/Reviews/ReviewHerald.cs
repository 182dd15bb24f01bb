using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Tells of closed reviews until a snapshot has folded them in.</summary>
internal sealed class ReviewHerald(IObjectStore store, SnapshotReader snapshots, ReviewDesk desk)
{
    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), bool> _folded = new();

    /// <summary>A dataset of this name may come that has nothing to do with the one known so far.</summary>
    public void Forget(string datasetId)
    {
        foreach (var known in _folded.Keys.Where(known => known.DatasetId == datasetId))
        {
            _folded.TryRemove(known, out _);
        }
    }

    public async Task AnnounceUnfoldedAsync(string datasetId, CancellationToken cancellationToken)
    {
        var pending = new List<string>();
        await foreach (var reviewId in desk.OpenedIdsAsync(datasetId, cancellationToken))
        {
            if (!_folded.ContainsKey((datasetId, reviewId)))
            {
                pending.Add(reviewId);
            }
        }

        if (pending.Count == 0)
        {
            return;
        }

        var folded = await FoldedAsync(datasetId, cancellationToken);
        foreach (var reviewId in pending)
        {
            if (folded.Contains(reviewId))
            {
                _folded[(datasetId, reviewId)] = true;
            }
            else if (await desk.CloseIfCompleteAsync(datasetId, reviewId, cancellationToken) is { } closure)
            {
                await desk.AnnounceAsync(datasetId, closure, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlySet<string>> FoldedAsync(string datasetId, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.NewestAsync(datasetId, cancellationToken);
        if (snapshot is null)
        {
            return new HashSet<string>();
        }

        var history = await store.GetDocumentBlobAsync(snapshot.History, Formats.History, cancellationToken);
        return history.Decisions.Keys.ToHashSet(StringComparer.Ordinal);
    }
}
