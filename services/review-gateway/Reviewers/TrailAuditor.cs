using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Reviewers;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Reviewers;

/// <summary>Reads a dataset's whole trail from the store, past every cache, and names what is wrong with it.</summary>
internal sealed class TrailAuditor(IObjectStore store, DatasetRegistry datasets)
{
    public async Task<TrailReport> AuditAsync(string datasetId, bool readImages, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var findings = new List<string>();
        var reviews = new List<AuditedReview>();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReviewsPrefix(datasetId), cancellationToken))
        {
            if (await ReadReviewAsync(datasetId, StoreKeys.Name(prefix), findings, cancellationToken) is { } review)
            {
                reviews.Add(review);
            }
        }

        // A reader of its own: what another one has kept says nothing of what is there.
        var reader = new SnapshotReader(store);
        var snapshot = await FindAsync(() => reader.NewestAsync(datasetId, cancellationToken), findings);
        var samples = snapshot is null ? [] : await SamplesAsync(reader, snapshot, findings, cancellationToken);
        Sample[] decided = [.. samples.Where(sample => sample.Status != SampleStatus.Uncertified)];
        var history = snapshot is null ? null : await FindAsync(async () => await store.GetDocumentBlobAsync(snapshot.History, Formats.History, cancellationToken), findings);
        findings.AddRange(TrailAudit.Find(decided, history ?? new FoldHistory { Batches = [], Decisions = new Dictionary<string, IReadOnlyList<string>>() }, reviews));
        if (readImages)
        {
            await ReadImagesAsync(datasetId, decided, findings, cancellationToken);
        }

        return new TrailReport
        {
            SnapshotVersion = snapshot?.SnapshotVersion ?? 0,
            Samples = decided.Length,
            Reviews = reviews.Count,
            Decisions = reviews.Sum(review => review.Batches.Sum(batch => batch.Decisions.Count)),
            Findings = findings,
        };
    }

    /// <summary>What cannot be read is a finding; the message says which object.</summary>
    private static async Task<T?> FindAsync<T>(Func<Task<T?>> read, List<string> findings)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception unreadable) when (unreadable is ObjectNotFoundException or DigestMismatchException or DocumentFormatException)
        {
            findings.Add(unreadable.Message);
            return null;
        }
    }

    private async Task<AuditedReview?> ReadReviewAsync(string datasetId, string reviewId, List<string> findings, CancellationToken cancellationToken)
    {
        var items = StoreKeys.Review(datasetId, reviewId);
        var review = await FindAsync(() => store.TryGetDocumentAsync(items, Formats.Review, cancellationToken), findings);
        var closure = await FindAsync(() => store.TryGetDocumentAsync(StoreKeys.Closure(datasetId, reviewId), Formats.Closure, cancellationToken), findings);
        var batches = new List<DecisionBatch>();
        await foreach (var stored in store.ListAsync(StoreKeys.DecisionsPrefix(datasetId, reviewId), cancellationToken: cancellationToken))
        {
            if (await FindAsync(() => store.TryGetDocumentAsync(stored.Key, Formats.Decisions, cancellationToken), findings) is not { } batch)
            {
                continue;
            }

            if (batch.BatchId == StoreKeys.Name(stored.Key))
            {
                batches.Add(batch);
            }
            else
            {
                findings.Add($"review {reviewId}: {stored.Key} holds batch {batch.BatchId}");
            }
        }

        if (review is null)
        {
            if (closure is not null || batches.Count > 0)
            {
                findings.Add($"review {reviewId}: it has decisions, and {items} cannot be read");
            }

            return null;
        }

        return new AuditedReview { Review = review, Closure = closure, Batches = batches };
    }

    private static async Task<IReadOnlyList<Sample>> SamplesAsync(SnapshotReader reader, Snapshot snapshot, List<string> findings, CancellationToken cancellationToken)
    {
        if (await FindAsync(async () => await reader.SamplesAsync(snapshot, cancellationToken), findings) is not { } samples)
        {
            return [];
        }

        if (ContentDigest.Of(samples) is var digest && digest != snapshot.ContentDigest)
        {
            findings.Add($"snapshot {snapshot.SnapshotVersion}: its samples have the content digest {digest}, and it says {snapshot.ContentDigest}");
        }

        return samples;
    }

    private async Task ReadImagesAsync(string datasetId, IEnumerable<Sample> decided, List<string> findings, CancellationToken cancellationToken)
    {
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        foreach (var sample in decided.Where(sample => !erased.Contains(sample.SampleId)))
        {
            await FindAsync(async () => await store.GetBlobAsync(SampleImages.Describe(sample), cancellationToken), findings);
        }
    }
}
