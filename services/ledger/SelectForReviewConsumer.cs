using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using MassTransit;

namespace Dcai.Ledger;

/// <summary>Chooses what people look at next and stores it as a review; where there is nothing to ask, no review is stored.</summary>
public sealed class SelectForReviewConsumer(
    IObjectStore store, WorkResults results, SettingsReader settings, SnapshotReader snapshots, FoldSources sources)
    : IConsumer<SelectForReview>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<SelectForReview> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var selected = await results.OnceAsync(
            command.DatasetId, command.CommandId, cancellationToken => SelectAsync(command, cancellationToken), context.CancellationToken).ConfigureAwait(false);
        await context.Publish(selected, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<ReviewSelected> SelectAsync(SelectForReview command, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var samples = await snapshots.SamplesAsync(command.DatasetId, command.Snapshot, cancellationToken).ConfigureAwait(false);
        var selection = command.Purpose switch
        {
            ReviewPurpose.Seed => Of(ReviewQueue.SelectSeed(
                samples,
                curation.SeedTrainCount + curation.SeedValidationCount,
                curation.Seed,
                curation.Classes,
                command.GenerationSnapshot)),
            ReviewPurpose.Conflict => Of(ReviewQueue.SelectConflicts(samples)),
            ReviewPurpose.Round => await SelectRoundAsync(command, curation, samples, cancellationToken).ConfigureAwait(false),
            ReviewPurpose.Synthesis => Of(ReviewQueue.SelectSynthesized(samples, curation.Classes)),
            _ => throw new CurationException(
                $"reviews of purpose {command.Purpose} are not offered yet",
                string.Create(CultureInfo.InvariantCulture, $"review {command.ReviewId} of snapshot {command.Snapshot}"),
                "Ask for a seed, conflict, round or synthesis review."),
        };
        return new ReviewSelected
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            ReviewId = command.ReviewId,
            Purpose = command.Purpose,
            Round = command.Round,
            ItemCount = selection.Items.Count == 0 ? 0 : await StoreAsync(command, selection, cancellationToken).ConfigureAwait(false),
        };
    }

    private static ReviewSelection Of(IReadOnlyList<ReviewItem> items) => new() { Items = items };

    private async Task<ReviewSelection> SelectRoundAsync(
        SelectForReview command, CurationSettings curation, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var suspects = SuspectRanking.Of(
            await RankedAsync(command, cancellationToken).ConfigureAwait(false),
            samples.ToDictionary(sample => sample.SampleId, StringComparer.Ordinal),
            curation.Ranking,
            curation.Classes);
        return curation.Queue.Adaptive
            ? AdaptiveQueue.Select(
                suspects,
                samples,
                await ClosedRoundsAsync(command.DatasetId, cancellationToken).ConfigureAwait(false),
                curation,
                command.Round,
                command.GenerationSnapshot)
            : Of(ReviewQueue.SelectRound(suspects, curation.LikelyValidCount, curation.LikelyInvalidCount, curation.Classes));
    }

    private async Task<IReadOnlyList<ClosedReview>> ClosedRoundsAsync(string datasetId, CancellationToken cancellationToken)
    {
        var closed = new List<ClosedReview>();
        var reviews = await store.ReviewsAsync(datasetId, cancellationToken).ConfigureAwait(false);
        foreach (var review in reviews.Where(review => review.Purpose == ReviewPurpose.Round))
        {
            if (await store.TryGetDocumentAsync(
                StoreKeys.Closure(datasetId, review.ReviewId), Formats.Closure, cancellationToken).ConfigureAwait(false) is { } closure)
            {
                closed.Add(await sources.ReadReviewAsync(datasetId, review.ReviewId, closure.Batches, cancellationToken).ConfigureAwait(false));
            }
        }

        return closed;
    }

    private async Task<int> StoreAsync(SelectForReview command, ReviewSelection selection, CancellationToken cancellationToken)
    {
        var review = new Review
        {
            ReviewId = command.ReviewId,
            Purpose = command.Purpose,
            Round = command.Round,
            Snapshot = command.Snapshot,
            Items = selection.Items,
            Bulk = selection.Bulk,
        };
        var put = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Review(command.DatasetId, command.ReviewId), Formats.Review, review, cancellationToken).ConfigureAwait(false);
        return put.Stored.Items.Count;
    }

    private async Task<IReadOnlyList<RankedSample>> RankedAsync(SelectForReview command, CancellationToken cancellationToken)
    {
        var ranked = new List<RankedSample>();
        for (var shard = 0; shard < command.RankingShards; shard++)
        {
            var ranking = await store.GetDocumentAsync(
                StoreKeys.Ranking(command.DatasetId, command.Round, shard), Formats.Ranking, cancellationToken).ConfigureAwait(false);
            ranked.AddRange(ranking.Samples);
        }

        return ranked;
    }
}

/// <summary>A selection takes seconds.</summary>
public sealed class SelectForReviewConsumerDefinition : ConsumerDefinition<SelectForReviewConsumer>
{
    public SelectForReviewConsumerDefinition()
    {
        EndpointName = "select-for-review";
        ConcurrentMessageLimit = LedgerEndpoint.Concurrency;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SelectForReviewConsumer> consumerConfigurator, IRegistrationContext context) =>
        LedgerEndpoint.Configure(endpointConfigurator);
}
