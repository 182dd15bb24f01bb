using System.Security.Cryptography;
using System.Text;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// Erases an image: first the record that keeps everybody from taking it again, then a closed review that removes the sample with the next snapshot, then its
/// bytes, then the audit. Every step may be repeated, so a call that was cut is called again.
/// </summary>
public sealed class ImageErasure(IObjectStore store, SnapshotReader snapshots)
{
    /// <summary>The action of its audit entry.</summary>
    public const string Action = "erase";

    /// <summary>Which review it is is said by its id: what it decides outranks what any other review says of the image.</summary>
    public const string ReviewPrefix = "erased-";

    /// <summary>Erases the image from one dataset; its bytes go unless another dataset uses them.</summary>
    /// <param name="datasetId">An existing dataset.</param>
    /// <param name="sampleId">The image; one that nobody has is none.</param>
    /// <param name="reason">One line, for the audit.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Leaves it erased in part; the same call goes on.</param>
    /// <returns>What came of it; null where the dataset has nothing of the image and never had.</returns>
    /// <exception cref="UpkeepException">A document is unreadable, so that it is unknown who uses the image.</exception>
    public async Task<ErasedImage?> EraseAsync(string datasetId, string sampleId, string reason, string by, CancellationToken cancellationToken)
    {
        if (!await NamesAsync(datasetId, sampleId, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var erasure = await RecordAsync(StoreKeys.Erased(datasetId, sampleId), sampleId, reason, by, cancellationToken).ConfigureAwait(false);
        await CloseReviewAsync(datasetId, erasure, cancellationToken).ConfigureAwait(false);
        var users = await UsersAsync(datasetId, sampleId, cancellationToken).ConfigureAwait(false);
        var removed = users.Count == 0 ? await RemoveBytesAsync(erasure, cancellationToken).ConfigureAwait(false) : default;
        await AuditAsync(erasure, datasetId, removed, cancellationToken).ConfigureAwait(false);
        return new ErasedImage([datasetId], users);
    }

    /// <summary>Erases the image from every dataset that has it, and from all that will be.</summary>
    /// <inheritdoc cref="EraseAsync"/>
    public async Task<ErasedImage> EraseEverywhereAsync(string sampleId, string reason, string by, CancellationToken cancellationToken)
    {
        var erasure = await RecordAsync(StoreKeys.ErasedEverywhere(sampleId), sampleId, reason, by, cancellationToken).ConfigureAwait(false);
        var datasets = new List<string>();
        await foreach (var datasetId in store.VisibleDatasetsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await NamesAsync(datasetId, sampleId, cancellationToken).ConfigureAwait(false))
            {
                await store.PutDocumentIfAbsentAsync(StoreKeys.Erased(datasetId, sampleId), Formats.Erasure, erasure, cancellationToken).ConfigureAwait(false);
                await CloseReviewAsync(datasetId, erasure, cancellationToken).ConfigureAwait(false);
                datasets.Add(datasetId);
            }
        }

        var removed = await RemoveBytesAsync(erasure, cancellationToken).ConfigureAwait(false);
        await AuditAsync(erasure, datasetId: null, removed, cancellationToken).ConfigureAwait(false);
        return new ErasedImage(datasets, []);
    }

    /// <summary>Makes a dataset that comes from elsewhere obey an erasure from everywhere.</summary>
    /// <returns>False where the image was not erased from everywhere.</returns>
    public async Task<bool> CarryOverAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        if (await store.TryGetDocumentAsync(StoreKeys.ErasedEverywhere(sampleId), Formats.Erasure, cancellationToken).ConfigureAwait(false) is not { } erasure)
        {
            return false;
        }

        await store.PutDocumentIfAbsentAsync(StoreKeys.Erased(datasetId, sampleId), Formats.Erasure, erasure, cancellationToken).ConfigureAwait(false);
        await CloseReviewAsync(datasetId, erasure, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Id of the review that removes the image from a dataset.</summary>
    public static string ReviewId(string sampleId) => ReviewPrefix + sampleId;

    private async Task<Erasure> RecordAsync(string key, string sampleId, string reason, string by, CancellationToken cancellationToken)
    {
        // The first record counts: a repetition finishes what it began.
        var erasure = new Erasure
        {
            SampleId = sampleId,
            Reason = reason,
            By = by,
            At = await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false),
        };
        return (await store.PutDocumentIfAbsentAsync(key, Formats.Erasure, erasure, cancellationToken).ConfigureAwait(false)).Stored;
    }

    private async Task<bool> NamesAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var references = new BlobReferences(store);
        await references.AddDatasetAsync(datasetId, cancellationToken).ConfigureAwait(false);
        return BlobName.TryParse(sampleId, out var name) && references.Named.Contains(name);
    }

    /// <summary>The other datasets that use the bytes; one from which the image is erased as well does not.</summary>
    private async Task<IReadOnlyList<string>> UsersAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        var users = new List<string>();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.Datasets, cancellationToken).ConfigureAwait(false))
        {
            var other = StoreKeys.Name(prefix);
            if (other != datasetId
                && await store.HeadAsync(StoreKeys.Erased(other, sampleId), cancellationToken).ConfigureAwait(false) is null
                && await NamesAsync(other, sampleId, cancellationToken).ConfigureAwait(false))
            {
                users.Add(other);
            }
        }

        return users;
    }

    /// <summary>One closed review with one item and one decision: the ledger folds it as any other, and the sample's history says why it is gone.</summary>
    private async Task CloseReviewAsync(string datasetId, Erasure erasure, CancellationToken cancellationToken)
    {
        var (sampleId, reviewId) = (erasure.SampleId, ReviewId(erasure.SampleId));
        var snapshot = (await snapshots.NewestAsync(datasetId, cancellationToken).ConfigureAwait(false))?.SnapshotVersion ?? 0;
        var batchId = Identifier($"batch {datasetId} {sampleId}");
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Review(datasetId, reviewId),
            Formats.Review,
            new Review
            {
                ReviewId = reviewId,
                Purpose = ReviewPurpose.Conflict,
                Round = 0,
                Snapshot = snapshot,
                Items = [new ReviewItem { SampleId = sampleId, End = ReviewEnd.LikelyInvalid, Reason = Erasures.Reason, GivenLabels = [] }],
            },
            cancellationToken).ConfigureAwait(false);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Decisions(datasetId, reviewId, batchId),
            Formats.Decisions,
            new DecisionBatch
            {
                BatchId = batchId,
                ReviewId = reviewId,
                Reviewer = erasure.By,
                Simulated = false,
                SubmittedAt = erasure.At,
                Decisions = [new Decision { DecisionId = Identifier($"decision {datasetId} {sampleId}"), SampleId = sampleId, Verdict = Verdict.Remove, Reason = Erasures.Reason }],
            },
            cancellationToken).ConfigureAwait(false);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Closure(datasetId, reviewId),
            Formats.Closure,
            new ReviewClosure
            {
                ReviewId = reviewId,
                Batches = [batchId],
                DecisionCount = 1,
                ClosedAt = erasure.At,
                Nonce = Identifier($"closure {datasetId} {sampleId}"),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The record first: who misses the bytes finds out why.</summary>
    private async Task<ObjectTally> RemoveBytesAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var key = Digests.BlobKey($"sha256:{erasure.SampleId}");
        await store.PutDocumentIfAbsentAsync(StoreKeys.ErasedBytes(erasure.SampleId), Formats.Erasure, erasure, cancellationToken).ConfigureAwait(false);
        var blob = await store.HeadAsync(key, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        return blob is { } removed ? default(ObjectTally).Add(removed) : default;
    }

    private async Task AuditAsync(Erasure erasure, string? datasetId, ObjectTally removed, CancellationToken cancellationToken) => await store.PutDocumentIfAbsentAsync(
        StoreKeys.Audit(erasure.At, Action, datasetId is null ? erasure.SampleId : $"{datasetId}-{erasure.SampleId}"),
        Formats.Audit,
        new AuditEntry
        {
            Action = Action,
            At = erasure.At,
            By = erasure.By,
            DatasetId = datasetId,
            SampleId = erasure.SampleId,
            Reason = erasure.Reason,
            ObjectCount = removed.Objects,
            SizeBytes = removed.Bytes,
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>The same text has the same id, so that a repetition stores what is there.</summary>
    private static string Identifier(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString();
}

/// <summary>What the erasure of an image came to.</summary>
/// <param name="Datasets">Where it was erased.</param>
/// <param name="UsedBy">Datasets that keep it, and with it the bytes.</param>
public sealed record ErasedImage(IReadOnlyList<string> Datasets, IReadOnlyList<string> UsedBy);
