using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Ledger;

/// <summary>Finds and reads what lies in the store and a snapshot has not folded yet.</summary>
public sealed class FoldSources(IObjectStore store)
{
    /// <summary>What one advance folds at most, so that it stays short and its event small.</summary>
    public const int MostBatches = 64;

    /// <inheritdoc cref="MostBatches"/>
    public const int MostReviews = 16;

    /// <summary>Lists the ingest batches, closed reviews and corrections that the history does not name, in ordinal order of their keys.</summary>
    public async Task<Unfolded> ListAsync(string datasetId, FoldHistory history, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        var known = history.Batches.ToHashSet(StringComparer.Ordinal);
        var batchKeys = new List<string>();
        await foreach (var batch in store.ListAsync(StoreKeys.IngestPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // A batch written again on another day has the same id, and counts once.
            if (known.Add(StoreKeys.Name(batch.Key)))
            {
                batchKeys.Add(batch.Key);
            }
        }

        var reviews = new List<UnfoldedReview>();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReviewsPrefix(datasetId), cancellationToken).ConfigureAwait(false))
        {
            var reviewId = prefix.TrimEnd('/').Split('/')[^1];
            if (await FindAsync(datasetId, reviewId, history, cancellationToken).ConfigureAwait(false) is { } review)
            {
                reviews.Add(review);
            }
        }

        return new Unfolded(batchKeys, reviews);
    }

    /// <summary>The rows of an ingest batch.</summary>
    public async Task<IReadOnlyList<IngestedFile>> ReadBatchAsync(string key, CancellationToken cancellationToken) =>
        JsonLines.Read<IngestedFile>(await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key), key);

    /// <summary>The near duplicates that the ranking of a round found.</summary>
    public async Task<IReadOnlyList<NearPair>> ReadNearPairsAsync(string datasetId, int round, CancellationToken cancellationToken)
    {
        var pairs = new List<NearPair>();
        await foreach (var shard in store.ListAsync(StoreKeys.RankingPrefix(datasetId, round), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var ranking = await store.GetDocumentAsync(shard.Key, Formats.Ranking, cancellationToken).ConfigureAwait(false);
            pairs.AddRange(ranking.Near?.Pairs ?? []);
        }

        return pairs;
    }

    /// <summary>A closed review with the named batches of decisions.</summary>
    public async Task<ClosedReview> ReadReviewAsync(string datasetId, string reviewId, IEnumerable<string> batchIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batchIds);
        var batches = new List<DecisionBatch>();
        foreach (var batchId in batchIds)
        {
            batches.Add(await store.GetDocumentAsync(
                StoreKeys.Decisions(datasetId, reviewId, batchId), Formats.Decisions, cancellationToken).ConfigureAwait(false));
        }

        return new ClosedReview
        {
            Review = await store.GetDocumentAsync(StoreKeys.Review(datasetId, reviewId), Formats.Review, cancellationToken).ConfigureAwait(false),
            Closure = await store.GetDocumentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, cancellationToken).ConfigureAwait(false),
            Batches = batches,
        };
    }

    /// <summary>The review, where it is closed and has decisions that the history does not name.</summary>
    private async Task<UnfoldedReview?> FindAsync(string datasetId, string reviewId, FoldHistory history, CancellationToken cancellationToken)
    {
        if (await store.HeadAsync(StoreKeys.Closure(datasetId, reviewId), cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        // Listed after the closure was seen, so all of its batches are here; those that it does not name are corrections.
        var batchIds = new List<string>();
        await foreach (var batch in store.ListAsync(StoreKeys.DecisionsPrefix(datasetId, reviewId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            batchIds.Add(StoreKeys.Name(batch.Key));
        }

        return history.Decisions.TryGetValue(reviewId, out var folded) && batchIds.TrueForAll(folded.Contains)
            ? null
            : new UnfoldedReview(reviewId, batchIds);
    }
}

/// <summary>What lies in the store and is in no snapshot yet, in the order in which it is folded.</summary>
public sealed record Unfolded(IReadOnlyList<string> BatchKeys, IReadOnlyList<UnfoldedReview> Reviews)
{
    public bool IsEmpty => BatchKeys.Count == 0 && Reviews.Count == 0;

    /// <summary>Whether more is waiting than one advance folds.</summary>
    public bool ExceedsOneAdvance => BatchKeys.Count > FoldSources.MostBatches || Reviews.Count > FoldSources.MostReviews;
}

/// <summary>A closed review and every batch of decisions that it has by now, folded ones included, in ordinal order.</summary>
public sealed record UnfoldedReview(string ReviewId, IReadOnlyList<string> BatchIds);
