using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Dcai.Work.Upkeep;
using MassTransit;

namespace Dcai.Ledger;

/// <summary>Folds what the parent has not seen into its successor. Whoever stores the successor first decides what it is.</summary>
public sealed class AdvanceSnapshotConsumer(
    IObjectStore store, WorkResults results, SnapshotReader snapshots, FoldSources sources, SnapshotWriter writer, RoundMetricsWriter metrics)
    : IConsumer<AdvanceSnapshot>
{
    private static readonly FoldHistory NothingFolded = new() { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() };

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<AdvanceSnapshot> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var advanced = await results.OnceAsync(
            command.DatasetId, command.CommandId, cancellationToken => AdvanceAsync(command, cancellationToken), context.CancellationToken).ConfigureAwait(false);
        await context.Publish(advanced, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<SnapshotAdvanced> AdvanceAsync(AdvanceSnapshot command, CancellationToken cancellationToken)
    {
        var successor = await store.TryGetDocumentAsync(
            StoreKeys.Snapshot(command.DatasetId, command.Parent + 1), Formats.Snapshot, cancellationToken).ConfigureAwait(false);
        if (successor is null)
        {
            var parent = command.Parent == 0
                ? null
                : await snapshots.ReadAsync(command.DatasetId, command.Parent, cancellationToken).ConfigureAwait(false);
            var history = await HistoryAsync(parent, cancellationToken).ConfigureAwait(false);
            var unfolded = await sources.ListAsync(command.DatasetId, history, cancellationToken).ConfigureAwait(false);
            if (unfolded.IsEmpty)
            {
                return await DescribeAsync(command, parent, moreToFold: false, cancellationToken).ConfigureAwait(false);
            }

            successor = await FoldAsync(command, parent, history, unfolded, cancellationToken).ConfigureAwait(false);
        }

        foreach (var review in successor.Reviews)
        {
            await metrics.WriteAsync(command.DatasetId, review, cancellationToken).ConfigureAwait(false);
        }

        // Asked of the store, not of what was listed before: the successor may be another's.
        var left = await sources.ListAsync(
            command.DatasetId, await HistoryAsync(successor, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(command, successor, !left.IsEmpty, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Snapshot> FoldAsync(
        AdvanceSnapshot command, Snapshot? parent, FoldHistory history, Unfolded unfolded, CancellationToken cancellationToken)
    {
        var known = (await SamplesAsync(parent, cancellationToken).ConfigureAwait(false)).ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        string[] batchKeys = [.. unfolded.BatchKeys.Take(FoldSources.MostBatches)];
        var erased = await store.ErasedAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var files = new List<IngestedFile>();
        foreach (var key in batchKeys)
        {
            // One that was being ingested when it was erased.
            files.AddRange((await sources.ReadBatchAsync(key, cancellationToken).ConfigureAwait(false))
                .Where(file => !erased.Contains(file.Content.Digest.Split(':')[^1])));
        }

        UnfoldedReview[] folding = [.. unfolded.Reviews.Take(FoldSources.MostReviews)];
        var reviews = new List<ClosedReview>();
        foreach (var review in folding)
        {
            reviews.Add(await sources.ReadReviewAsync(command.DatasetId, review.ReviewId, review.BatchIds, cancellationToken).ConfigureAwait(false));
        }

        var near = new List<NearPair>();
        foreach (var review in reviews.Where(review => review.Review.Purpose == ReviewPurpose.Round))
        {
            near.AddRange(await sources.ReadNearPairsAsync(command.DatasetId, review.Review.Round, cancellationToken).ConfigureAwait(false));
        }

        // A sample that another review decided before is decided by the newer of the two, so that one is read again.
        var earlier = reviews
            .SelectMany(review => review.Review.Items)
            .Select(item => known.GetValueOrDefault(item.SampleId)?.Review)
            .OfType<string>()
            .Except(folding.Select(review => review.ReviewId))
            .ToList();
        foreach (var reviewId in earlier)
        {
            reviews.Add(await sources.ReadReviewAsync(command.DatasetId, reviewId, history.Decisions[reviewId], cancellationToken).ConfigureAwait(false));
        }

        var version = command.Parent + 1;
        string[] batches = [.. batchKeys.Select(StoreKeys.Name)];
        return await writer.WriteAsync(
            new NextSnapshot
            {
                DatasetId = command.DatasetId,
                Version = version,
                Parent = parent,
                Known = known,
                Samples = NearGroups.Join(SnapshotFold.Fold(known, files, reviews, version), near),
                Batches = batches,
                Reviews = [.. folding.Select(review => review.ReviewId)],
                History = Extend(history, batches, folding),
                CommandId = command.CommandId,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static FoldHistory Extend(FoldHistory history, IEnumerable<string> batches, IEnumerable<UnfoldedReview> reviews)
    {
        var decisions = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (reviewId, batchIds) in history.Decisions)
        {
            decisions.Add(reviewId, batchIds);
        }

        foreach (var review in reviews)
        {
            decisions[review.ReviewId] = review.BatchIds;
        }

        return new FoldHistory { Batches = [.. history.Batches.Concat(batches).Order(StringComparer.Ordinal)], Decisions = decisions };
    }

    private async Task<SnapshotAdvanced> DescribeAsync(AdvanceSnapshot command, Snapshot? snapshot, bool moreToFold, CancellationToken cancellationToken)
    {
        var samples = await SamplesAsync(snapshot, cancellationToken).ConfigureAwait(false);
        return new SnapshotAdvanced
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Sequence = command.Sequence,
            Version = snapshot?.SnapshotVersion ?? 0,
            ContentDigest = snapshot?.ContentDigest ?? ContentDigest.Of([]),
            Batches = snapshot?.Batches ?? [],
            Reviews = snapshot?.Reviews ?? [],
            Counts = snapshot?.Counts ?? SnapshotCounter.Count([]),
            GenerationCounts = SnapshotCounter.Count(samples, command.GenerationSnapshot),
            MoreToFold = moreToFold,
        };
    }

    private async Task<FoldHistory> HistoryAsync(Snapshot? snapshot, CancellationToken cancellationToken) => snapshot is null
        ? NothingFolded
        : await store.GetDocumentBlobAsync(snapshot.History, Formats.History, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<Sample>> SamplesAsync(Snapshot? snapshot, CancellationToken cancellationToken) => snapshot is null
        ? []
        : await snapshots.SamplesAsync(snapshot, cancellationToken).ConfigureAwait(false);
}

/// <summary>One dataset advances once at a time; several datasets advance side by side.</summary>
public sealed class AdvanceSnapshotConsumerDefinition : ConsumerDefinition<AdvanceSnapshotConsumer>
{
    public AdvanceSnapshotConsumerDefinition()
    {
        EndpointName = "advance-snapshot";
        ConcurrentMessageLimit = LedgerEndpoint.Concurrency;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AdvanceSnapshotConsumer> consumerConfigurator, IRegistrationContext context) =>
        LedgerEndpoint.Configure(endpointConfigurator);
}
