using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>What people were asked, and what they answered, as it lies in the store.</summary>
public static class StoredReviews
{
    /// <summary>Every review of a dataset that has items.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>In ordinal order of their ids.</returns>
    public static async Task<IReadOnlyList<Review>> ReviewsAsync(this IObjectStore store, string datasetId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var reviews = new List<Review>();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReviewsPrefix(datasetId), cancellationToken).ConfigureAwait(false))
        {
            var key = StoreKeys.Review(datasetId, StoreKeys.Name(prefix));
            if (await store.TryGetDocumentAsync(key, Formats.Review, cancellationToken).ConfigureAwait(false) is { } review)
            {
                reviews.Add(review);
            }
        }

        return reviews;
    }

    /// <summary>Everything that was decided in some reviews, corrections included.</summary>
    /// <param name="store">Where from.</param>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="reviewIds">The reviews.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>In the order of submission; equal times by batch id.</returns>
    public static async Task<IReadOnlyList<DecisionBatch>> DecisionsAsync(
        this IObjectStore store, string datasetId, IEnumerable<string> reviewIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(reviewIds);
        var batches = new List<DecisionBatch>();
        foreach (var reviewId in reviewIds)
        {
            await foreach (var stored in store.ListAsync(StoreKeys.DecisionsPrefix(datasetId, reviewId), cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                batches.Add(await store.GetDocumentAsync(stored.Key, Formats.Decisions, cancellationToken).ConfigureAwait(false));
            }
        }

        return [.. batches.OrderBy(batch => batch.SubmittedAt).ThenBy(batch => batch.BatchId, StringComparer.Ordinal)];
    }
}
