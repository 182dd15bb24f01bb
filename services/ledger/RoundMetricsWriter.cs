using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Ledger;

/// <summary>Writes a row of the paper's table 1 when the review of a round is folded. Later corrections leave it as it was.</summary>
public sealed class RoundMetricsWriter(IObjectStore store, FoldSources sources, SnapshotReader snapshots)
{
    /// <summary>Writes the metrics of the review's round, unless they are there, the review is of no round, or the round trained no model of its own.</summary>
    public async Task WriteAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        var review = await store.GetDocumentAsync(StoreKeys.Review(datasetId, reviewId), Formats.Review, cancellationToken).ConfigureAwait(false);
        if (review.Purpose != ReviewPurpose.Round)
        {
            return;
        }

        var models = await ModelsAsync(datasetId, review.Round, cancellationToken).ConfigureAwait(false);
        var trained = await store.TryGetDocumentAsync(StoreKeys.TrainingSet(datasetId, review.Round), Formats.TrainingSet, cancellationToken).ConfigureAwait(false);
        if (models.Count == 0 || trained is null)
        {
            return;
        }

        var closure = await store.GetDocumentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, cancellationToken).ConfigureAwait(false);
        var closed = await sources.ReadReviewAsync(datasetId, reviewId, closure.Batches, cancellationToken).ConfigureAwait(false);
        var snapshot = await snapshots.ReadAsync(datasetId, trained.Snapshot, cancellationToken).ConfigureAwait(false);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.RoundMetrics(datasetId, review.Round),
            Formats.RoundMetrics,
            RoundReport.Of(review, closed.Batches, models, snapshot.Counts),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ModelCard>> ModelsAsync(string datasetId, int round, CancellationToken cancellationToken)
    {
        var models = new List<ModelCard>();
        while (await store.TryGetDocumentAsync(
            StoreKeys.ModelCard(datasetId, round, models.Count), Formats.ModelCard, cancellationToken).ConfigureAwait(false) is { } model)
        {
            models.Add(model);
        }

        return models;
    }
}
