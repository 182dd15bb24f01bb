using System.Runtime.CompilerServices;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// Lists what a copy of a dataset needs, while it is curated: one version of its saga, and after that everything in the order from products to what they were
/// made of. Objects never change, and what something was made of is stored before it, so whatever is in the copy has its origins there.
/// </summary>
/// <remarks>
/// Restored, it is a dataset whose orchestrator lost its newest versions: it asks again for what that version owes, and finds the results that are there.
/// What people said and what was uploaded comes last, so that no snapshot of the copy has folded what the copy lacks. Decision 25 says more.
/// </remarks>
public sealed class DatasetBackup(IObjectStore store)
{
    /// <summary>Products first. The inbox comes before the batches, for an upload leaves it when its batch is stored. What is not named here comes at the end.</summary>
    private static readonly string[] Order = ["work/", "releases/", "rounds/", "snapshots/", "inbox/", "reviews/", "ingest/"];

    /// <summary>The objects: the saga's newest version, the documents, then the blobs that they name.</summary>
    /// <exception cref="UpkeepException">A document is unreadable or newer than this build, so that it is unknown what it needs.</exception>
    public async IAsyncEnumerable<StoredObject> ListAsync(string datasetId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var references = new BlobReferences(store);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        if (await NewestSagaAsync(datasetId, references, cancellationToken).ConfigureAwait(false) is { } saga)
        {
            yield return saga;
        }

        foreach (var category in Order.Append(""))
        {
            await foreach (var stored in store.ListAsync(StoreKeys.Dataset(datasetId) + category, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (IsCopied(datasetId, stored.Key) && listed.Add(stored.Key)
                    && await ReadAsync(stored.Key, references, cancellationToken).ConfigureAwait(false) is { } document)
                {
                    yield return document;
                }
            }
        }

        foreach (var name in references.Named)
        {
            // Most that looks like a digest and is no blob is the id of a command.
            var digest = $"sha256:{name}";
            if (await store.HeadAsync(Digests.BlobKey(digest), cancellationToken).ConfigureAwait(false) is { } blob)
            {
                yield return new StoredObject(blob.Key, digest, blob.SizeBytes);
            }
        }
    }

    /// <summary>Whether an object belongs to the copies of a dataset: its own, and any blob.</summary>
    public static bool IsCopied(string datasetId, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(StoreKeys.Dataset(datasetId), StringComparison.Ordinal)
            && !key.StartsWith(StoreKeys.SagaPrefix(datasetId), StringComparison.Ordinal)
            && !BlobReferences.IsCache(datasetId, key);
    }

    private async Task<StoredObject?> NewestSagaAsync(string datasetId, BlobReferences references, CancellationToken cancellationToken)
    {
        while (true)
        {
            string? newest = null;
            await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                newest = version.Key;
                break;
            }

            if (newest is null)
            {
                return null;
            }

            // One that was listed and is gone was pruned since, so there are newer ones.
            if (await ReadAsync(newest, references, cancellationToken).ConfigureAwait(false) is { } saga)
            {
                return saga;
            }
        }
    }

    /// <returns>Null where it went since it was listed: an upload that is ingested now, a result that was swept.</returns>
    private async Task<StoredObject?> ReadAsync(string key, BlobReferences references, CancellationToken cancellationToken)
    {
        if (await store.TryGetAsync(key, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        await references.AddAsync(key, content, cancellationToken).ConfigureAwait(false);
        return new StoredObject(key, Digests.Sha256(content), content.Length);
    }
}

/// <summary>One object of a copy.</summary>
/// <param name="Key">Where it lies in the store.</param>
/// <param name="Digest">Of its bytes.</param>
/// <param name="SizeBytes">Their number.</param>
public sealed record StoredObject(string Key, string Digest, long SizeBytes);
