using System.Runtime.CompilerServices;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// Takes a copy of a dataset into the store: hidden while its objects arrive, in any order and as often as need be; seen when all of them are there and are what
/// the copy says. What was erased stays erased: images that this store erased from everywhere are not taken, whatever the copy has.
/// </summary>
public sealed class DatasetRestore(IObjectStore store, DatasetRemoval removal, ImageErasure erasure)
{
    /// <summary>The action of its audit entry.</summary>
    public const string Action = "restore";

    /// <summary>Begins, or goes on with, a restore.</summary>
    /// <exception cref="UpkeepException">There is such a dataset.</exception>
    public async Task BeginAsync(string datasetId, string by, CancellationToken cancellationToken)
    {
        var hidden = await store.HiddenAsync(datasetId, cancellationToken).ConfigureAwait(false);
        if (hidden is { Because: HiddenBecause.Restoring })
        {
            return;
        }

        if (hidden is not null)
        {
            await removal.FreeNameAsync(datasetId, cancellationToken).ConfigureAwait(false);
        }
        else if (await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new UpkeepException($"There is a dataset '{datasetId}': a restore replaces nothing. Delete it first, or restore into another store.");
        }

        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Hidden(datasetId),
            Formats.Hidden,
            new HiddenDataset
            {
                Because = HiddenBecause.Restoring,
                At = await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false),
                By = by,
                ObjectCount = 0,
                SizeBytes = 0,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the object is there already; a blob that is stays until the restore is done.</summary>
    /// <exception cref="UpkeepException">No restore of the dataset has begun, or the key is none of its.</exception>
    public async Task<bool> HasAsync(string datasetId, StoredObject wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        await RequireAsync(datasetId, wanted, cancellationToken).ConfigureAwait(false);
        if (await IsErasedAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return await store.HeadAsync(wanted.Key, cancellationToken).ConfigureAwait(false) is { } found
            && found.SizeBytes == wanted.SizeBytes
            && (IsBlob(wanted) ? await store.TryKeepBlobAsync(wanted.Digest, cancellationToken).ConfigureAwait(false)
                : await DigestAsync(wanted.Key, cancellationToken).ConfigureAwait(false) == wanted.Digest);
    }

    /// <summary>Stores an object of the copy.</summary>
    /// <param name="datasetId">A dataset whose restore has begun.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="content">Its bytes. Borrowed.</param>
    /// <param name="cancellationToken">Leaves it stored or not.</param>
    /// <exception cref="UpkeepException">The bytes are others than the digest says, or as in <see cref="HasAsync"/>.</exception>
    public async Task PutAsync(string datasetId, StoredObject wanted, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(content);
        await RequireAsync(datasetId, wanted, cancellationToken).ConfigureAwait(false);
        if (await IsErasedAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var spool = TemporaryStream.Create();
        await using var disposal = spool.ConfigureAwait(false);
        await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
        spool.Position = 0;
        var digest = await Digests.Sha256Async(spool, cancellationToken).ConfigureAwait(false);
        if (digest != wanted.Digest || spool.Length != wanted.SizeBytes)
        {
            throw new UpkeepException($"What was sent as {wanted.Key} is {digest} ({spool.Length} bytes), expected {wanted.Digest} ({wanted.SizeBytes} bytes): send it again.");
        }

        spool.Position = 0;
        if (IsBlob(wanted))
        {
            await store.PutBlobAsync(spool, "application/octet-stream", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Nobody sees it yet, and an earlier copy's may lie there.
            await store.PutAsync(wanted.Key, spool, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads all objects of the copy, drops what else lies there, and lets the dataset be seen. Says after every object how many are verified.</summary>
    /// <exception cref="UpkeepException">Something is missing, damaged, or of a format that this build does not know; the dataset stays hidden.</exception>
    public async IAsyncEnumerable<int> CommitAsync(
        string datasetId, IReadOnlyCollection<StoredObject> objects, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var hidden = await BegunAsync(datasetId, cancellationToken).ConfigureAwait(false);
        var keys = objects.Select(wanted => wanted.Key).ToHashSet(StringComparer.Ordinal);
        if (!keys.Contains(StoreKeys.Settings(datasetId, 1)))
        {
            throw new UpkeepException($"The copy is none of dataset '{datasetId}': it has no settings of it.");
        }

        var verified = 0;
        var references = new BlobReferences(store);
        foreach (var wanted in objects)
        {
            await VerifyAsync(datasetId, wanted, references, cancellationToken).ConfigureAwait(false);
            yield return ++verified;
        }

        await foreach (var stored in store.ListAsync(StoreKeys.Dataset(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (!keys.Contains(stored.Key))
            {
                await store.DeleteAsync(stored.Key, cancellationToken).ConfigureAwait(false);
            }
        }

        await KeepErasedAsync(datasetId, objects, cancellationToken).ConfigureAwait(false);
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Audit(hidden.At, Action, datasetId),
            Formats.Audit,
            new AuditEntry
            {
                Action = Action,
                At = hidden.At,
                By = hidden.By,
                DatasetId = datasetId,
                ObjectCount = objects.Count,
                SizeBytes = objects.Sum(wanted => wanted.SizeBytes),
            },
            cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(StoreKeys.Hidden(datasetId), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsErasedAsync(StoredObject wanted, CancellationToken cancellationToken) =>
        IsBlob(wanted) && await store.HeadAsync(StoreKeys.ErasedEverywhere(StoreKeys.Name(wanted.Key)), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>What the dataset had erased, readers here must know; what this store has erased, the dataset must.</summary>
    private async Task KeepErasedAsync(string datasetId, IReadOnlyCollection<StoredObject> objects, CancellationToken cancellationToken)
    {
        foreach (var wanted in objects)
        {
            var sampleId = StoreKeys.Name(wanted.Key);
            if (IsBlob(wanted))
            {
                await erasure.CarryOverAsync(datasetId, sampleId, cancellationToken).ConfigureAwait(false);
            }
            else if (wanted.Key == StoreKeys.Erased(datasetId, sampleId)
                && await store.HeadAsync(Digests.BlobKey($"sha256:{sampleId}"), cancellationToken).ConfigureAwait(false) is null)
            {
                var record = await store.GetDocumentAsync(wanted.Key, Formats.Erasure, cancellationToken).ConfigureAwait(false);
                await store.PutDocumentIfAbsentAsync(StoreKeys.ErasedBytes(sampleId), Formats.Erasure, record, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsBlob(StoredObject wanted) => wanted.Key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal);

    private async Task VerifyAsync(string datasetId, StoredObject wanted, BlobReferences references, CancellationToken cancellationToken)
    {
        Require(datasetId, wanted);
        if (IsBlob(wanted))
        {
            if (!await IsErasedAsync(wanted, cancellationToken).ConfigureAwait(false) && await DigestAsync(wanted.Key, cancellationToken).ConfigureAwait(false) != wanted.Digest)
            {
                throw Damaged(wanted);
            }

            return;
        }

        if (await store.TryGetAsync(wanted.Key, cancellationToken).ConfigureAwait(false) is not { } content || Digests.Sha256(content) != wanted.Digest)
        {
            throw Damaged(wanted);
        }

        await references.AddAsync(wanted.Key, content, cancellationToken).ConfigureAwait(false);
    }

    private static UpkeepException Damaged(StoredObject wanted) =>
        new($"Object {wanted.Key} is missing or is not what the copy says: restore it again, which sends what is missing.");

    private async Task<string?> DigestAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var content = await store.OpenReadAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var disposal = content.ConfigureAwait(false);
            return await Digests.Sha256Async(content, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    private async Task RequireAsync(string datasetId, StoredObject wanted, CancellationToken cancellationToken)
    {
        Require(datasetId, wanted);
        await BegunAsync(datasetId, cancellationToken).ConfigureAwait(false);
    }

    private static void Require(string datasetId, StoredObject wanted)
    {
        if (IsBlob(wanted) ? wanted.Key != BlobKey(wanted.Digest)
            : !DatasetBackup.IsCopied(datasetId, wanted.Key) && !wanted.Key.StartsWith(StoreKeys.SagaPrefix(datasetId), StringComparison.Ordinal))
        {
            throw new UpkeepException($"'{wanted.Key}' ({wanted.Digest}) is no object of a copy of dataset '{datasetId}'.");
        }
    }

    private static string? BlobKey(string digest)
    {
        try
        {
            return Digests.BlobKey(digest);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<HiddenDataset> BegunAsync(string datasetId, CancellationToken cancellationToken) =>
        await store.HiddenAsync(datasetId, cancellationToken).ConfigureAwait(false) is { Because: HiddenBecause.Restoring } hidden
            ? hidden
            : throw new UpkeepException($"No restore of dataset '{datasetId}' is under way: begin one.");
}
