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
public sealed class SelectForReviewConsumer(IObjectStore store, WorkResults results, SettingsReader settings, SnapshotReader snapshots)
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
        var items = command.Purpose switch
        {
            ReviewPurpose.Seed => ReviewQueue.SelectSeed(
                samples,
                curation.SeedTrainCount + curation.SeedValidationCount,
                curation.Seed,
                curation.Classes,
                command.GenerationSnapshot),
            ReviewPurpose.Conflict => ReviewQueue.SelectConflicts(samples),
            ReviewPurpose.Round => ReviewQueue.SelectRound(
                await RankedAsync(command, cancellationToken).ConfigureAwait(false),
                samples.ToDictionary(sample => sample.SampleId, StringComparer.Ordinal),
                curation.LikelyValidCount,
                curation.LikelyInvalidCount,
                curation.Classes),
            ReviewPurpose.Synthesis => ReviewQueue.SelectSynthesized(samples, curation.Classes),
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
            ItemCount = items.Count == 0 ? 0 : await StoreAsync(command, items, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<int> StoreAsync(SelectForReview command, IReadOnlyList<ReviewItem> items, CancellationToken cancellationToken)
    {
        var review = new Review
        {
            ReviewId = command.ReviewId,
            Purpose = command.Purpose,
            Round = command.Round,
            Snapshot = command.Snapshot,
            Items = items,
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
