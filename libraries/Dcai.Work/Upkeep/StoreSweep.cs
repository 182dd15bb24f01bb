using System.Runtime.CompilerServices;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>
/// Removes what nobody needs any more, by age: what spared works that are done a repetition, results that no curation can ask for again, old notices of messages that were given up, and blobs that no
/// document names. It may be killed anywhere and run again.
/// </summary>
public sealed class StoreSweep(IObjectStore store, TimeProvider time)
{
    private const int BlobsPerAnnouncement = 256;

    private static readonly TimeSpan AnnouncedFor = BlobSweeps.LongestSweep / 3;

    /// <summary>Sweeps, and says after every step how much it has removed so far, or would remove.</summary>
    /// <param name="datasetId">Only this dataset's works; null also sweeps all other datasets, the dead letters, and the blobs, which datasets share.</param>
    /// <param name="olderThan">Younger objects stay; at least <see cref="BlobSweeps.ShortestAge"/>.</param>
    /// <param name="dryRun">Only count.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    /// <exception cref="UpkeepException">A document is unreadable or newer than this build: no blob was removed.</exception>
    public async IAsyncEnumerable<SweptCounts> RunAsync(
        string? datasetId, TimeSpan olderThan, bool dryRun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(olderThan, BlobSweeps.ShortestAge);
        var limit = await StoreClock.ReadAsync(store, cancellationToken).ConfigureAwait(false) - olderThan;
        var counts = new SweptCounts();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.Datasets, cancellationToken).ConfigureAwait(false))
        {
            var swept = StoreKeys.Name(prefix);
            if (datasetId is null || swept == datasetId)
            {
                counts = await SweepWorksAsync(swept, limit, dryRun, counts, cancellationToken).ConfigureAwait(false);
                yield return counts;
            }
        }

        if (datasetId is not null)
        {
            yield break;
        }

        counts = await SweepDeadLettersAsync(limit, dryRun, counts, cancellationToken).ConfigureAwait(false);
        yield return counts;

        // Listed before any document is read: what is old now and gets a name only later was put again by whoever names it, which made it young.
        var (candidates, blobs) = (new List<ObjectInfo>(), 0L);
        await foreach (var blob in store.ListAsync(StoreKeys.Blobs, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            blobs++;
            if (blob.LastModified < limit)
            {
                candidates.Add(blob);
            }
        }

        counts = counts with { BlobsLooked = blobs };
        yield return counts;
        var references = new BlobReferences(store);
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.Datasets, cancellationToken).ConfigureAwait(false))
        {
            await references.AddDatasetAsync(StoreKeys.Name(prefix), cancellationToken).ConfigureAwait(false);
            yield return counts;
        }

        var unused = candidates.Where(blob => !BlobName.TryParse(StoreKeys.Name(blob.Key), out var name) || !references.Named.Contains(name));
        foreach (var chunk in unused.Chunk(BlobsPerAnnouncement))
        {
            counts = dryRun
                ? chunk.Aggregate(counts, (sum, blob) => sum with { Blobs = sum.Blobs.Add(blob) })
                : await RemoveAsync(chunk, limit, counts, cancellationToken).ConfigureAwait(false);
            yield return counts;
        }
    }

    /// <summary>Everything about a command but its result goes when it is old, unless the saga still owes the command; the result stays until its generation is over.</summary>
    private async Task<SweptCounts> SweepWorksAsync(string datasetId, DateTimeOffset limit, bool dryRun, SweptCounts counts, CancellationToken cancellationToken)
    {
        if ((await SagaStanding.NewestAsync(store, datasetId, 1, cancellationToken).ConfigureAwait(false)) is not [var saga])
        {
            return counts;
        }

        var prefix = StoreKeys.WorkPrefix(datasetId);
        var owed = saga.Outstanding.Select(command => command.CommandId).ToHashSet(StringComparer.Ordinal);
        var isOver = saga.IsCancelled || !saga.GenerationActive;
        await foreach (var stored in store.ListAsync(prefix, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var isResult = !BlobReferences.IsCache(datasetId, stored.Key);
            var commandId = stored.Key[prefix.Length..].Split('/')[0];
            if (stored.LastModified >= limit || owed.Contains(commandId) || (isResult && !isOver))
            {
                continue;
            }

            if (!dryRun)
            {
                await store.DeleteAsync(stored.Key, cancellationToken).ConfigureAwait(false);
            }

            counts = isResult ? counts with { Results = counts.Results.Add(stored) } : counts with { Checkpoints = counts.Checkpoints.Add(stored) };
        }

        return counts;
    }

    /// <summary>A notice tells what happened; what a suspended dataset waits for is in its saga.</summary>
    private async Task<SweptCounts> SweepDeadLettersAsync(DateTimeOffset limit, bool dryRun, SweptCounts counts, CancellationToken cancellationToken)
    {
        await foreach (var notice in store.ListAsync(StoreKeys.DeadLetters, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (notice.LastModified >= limit)
            {
                continue;
            }

            if (!dryRun)
            {
                await store.DeleteAsync(notice.Key, cancellationToken).ConfigureAwait(false);
            }

            counts = counts with { DeadLetters = counts.DeadLetters.Add(notice) };
        }

        return counts;
    }

    /// <summary>Announces the removal, looks at each blob's age once more, and removes it where it is still old.</summary>
    private async Task<SweptCounts> RemoveAsync(ObjectInfo[] blobs, DateTimeOffset limit, SweptCounts counts, CancellationToken cancellationToken)
    {
        var announcement = StoreKeys.Sweep(Guid.NewGuid().ToString("N"));
        try
        {
            long? announcedAt = null;
            foreach (var blob in blobs)
            {
                if (announcedAt is null || time.GetElapsedTime(announcedAt.Value) > AnnouncedFor)
                {
                    announcedAt = time.GetTimestamp();
                    await store.PutAsync(announcement, Guid.NewGuid().ToByteArray(), cancellationToken).ConfigureAwait(false);
                }

                if (await store.HeadAsync(blob.Key, cancellationToken).ConfigureAwait(false) is { } now && now.LastModified < limit)
                {
                    await store.DeleteAsync(blob.Key, cancellationToken).ConfigureAwait(false);
                    counts = counts with { Blobs = counts.Blobs.Add(blob) };
                }
            }
        }
        finally
        {
            await store.DeleteAsync(announcement, CancellationToken.None).ConfigureAwait(false);
        }

        return counts;
    }
}

/// <summary>What a sweep has removed so far, or would remove.</summary>
public sealed record SweptCounts
{
    /// <summary>Checkpoints, leases and whatever else spared a work a repetition.</summary>
    public ObjectTally Checkpoints { get; init; }

    public ObjectTally Results { get; init; }

    /// <summary>Notices of messages that were given up.</summary>
    public ObjectTally DeadLetters { get; init; }

    public ObjectTally Blobs { get; init; }

    /// <summary>Blobs in the store; 0 until they have been listed.</summary>
    public long BlobsLooked { get; init; }
}

/// <summary>Objects and their bytes.</summary>
public readonly record struct ObjectTally(long Objects, long Bytes)
{
    /// <summary>One object more.</summary>
    public ObjectTally Add(ObjectInfo stored) => new(Objects + 1, Bytes + stored.SizeBytes);
}
