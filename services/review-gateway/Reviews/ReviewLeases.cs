using System.Collections.Concurrent;
using System.Globalization;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>
/// Who has which items before him. A lease saves work and never protects data: a decision counts whoever holds its item. As with works, leases are numbered objects;
/// the next number, if absent, takes, renews and hands back, and their age is measured by the store's clock.
/// </summary>
internal sealed class ReviewLeases(IObjectStore store, StoreClock clock, TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>Numbers stay for so long after their end; whoever has not looked for half as long looks before writing, and so never takes a number that was removed.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string DatasetId, string ReviewId), LeaseBook> _books = new();

    public TimeSpan Lifetime => TimeSpan.FromSeconds(options.Value.ReviewLeaseSeconds);

    /// <summary>A dataset of this name may come that has nothing to do with the one known so far.</summary>
    public void Forget(string datasetId)
    {
        foreach (var known in _books.Keys.Where(known => known.DatasetId == datasetId))
        {
            _books.TryRemove(known, out _);
        }
    }

    /// <summary>Takes a page, or renews it and fills it up.</summary>
    /// <param name="datasetId">The review's dataset.</param>
    /// <param name="reviewId">The review.</param>
    /// <param name="leaseId">The page, named by the client.</param>
    /// <param name="replaced">Pages that are handed back first.</param>
    /// <param name="reviewer">Who sits before it.</param>
    /// <param name="choose">Says what the page holds from now on, given what it held and how many other pages hold each sample. Called anew where another gateway was faster.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>What the page holds.</returns>
    /// <exception cref="GatewayProblemException">The page was handed back.</exception>
    public async Task<IReadOnlyList<string>> HoldAsync(
        string datasetId,
        string reviewId,
        string leaseId,
        IEnumerable<string> replaced,
        string reviewer,
        Func<IReadOnlyList<string>, Func<string, int>, IReadOnlyList<string>> choose,
        CancellationToken cancellationToken)
    {
        var book = _books.GetOrAdd((datasetId, reviewId), _ => new LeaseBook());
        await book.Gate.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(book, datasetId, reviewId, cancellationToken);
            foreach (var other in replaced)
            {
                await EndAsync(book, datasetId, reviewId, other, cancellationToken);
            }

            while (true)
            {
                var now = await clock.NowAsync(cancellationToken);
                var held = book.HeldBy(leaseId);
                var elsewhere = book.HeldByOthers(leaseId, now - Lifetime);
                if (book.IsHandedBack(leaseId))
                {
                    throw Refusal.Conflict("lease-over", $"The lease '{leaseId}' was handed back: take a new one, under another UUID.");
                }

                var lease = new PageLease { LeaseId = leaseId, Reviewer = reviewer, Samples = choose(held, elsewhere), Nonce = Nonce() };
                if (lease.Samples.Count == 0 && held.Count == 0)
                {
                    return [];
                }

                if (await PutAsync(book, datasetId, reviewId, lease, now, cancellationToken))
                {
                    await PruneAsync(book, datasetId, reviewId, now - Lifetime - Kept, cancellationToken);
                    return lease.Samples;
                }
            }
        }
        finally
        {
            book.Gate.Release();
        }
    }

    /// <summary>Hands a page back, for good; also one that is not held, for what takes it may still be on its way.</summary>
    public async Task ReleaseAsync(string datasetId, string reviewId, string leaseId, CancellationToken cancellationToken)
    {
        var book = _books.GetOrAdd((datasetId, reviewId), _ => new LeaseBook());
        await book.Gate.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(book, datasetId, reviewId, cancellationToken);
            await EndAsync(book, datasetId, reviewId, leaseId, cancellationToken);
        }
        finally
        {
            book.Gate.Release();
        }
    }

    private static string Work(string reviewId) => $"review-{reviewId}";

    private static string Nonce() => Guid.NewGuid().ToString("N");

    private static int NumberOf(string key) => int.Parse(StoreKeys.Name(key), CultureInfo.InvariantCulture);

    private async Task EndAsync(LeaseBook book, string datasetId, string reviewId, string leaseId, CancellationToken cancellationToken)
    {
        var end = new PageLease { LeaseId = leaseId, Reviewer = "", Samples = [], IsHandedBack = true, Nonce = Nonce() };
        while (!book.IsHandedBack(leaseId))
        {
            await PutAsync(book, datasetId, reviewId, end, await clock.NowAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>Reads the numbers that other gateways, or this one before it was started again, have taken.</summary>
    private async Task LookAsync(LeaseBook book, string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        if (book.LookedAt is { } lookedAt && time.GetElapsedTime(lookedAt) < Kept / 2)
        {
            return;
        }

        var timestamp = time.GetTimestamp();
        var after = book.Last == 0 ? null : StoreKeys.Lease(datasetId, Work(reviewId), book.Last);
        await foreach (var stored in store.ListAsync(StoreKeys.LeasePrefix(datasetId, Work(reviewId)), after, cancellationToken))
        {
            if (await store.TryGetDocumentAsync(stored.Key, PageLease.Format, cancellationToken) is { } lease)
            {
                book.Note(NumberOf(stored.Key), lease, stored.LastModified);
            }
        }

        book.LookedAt = timestamp;
    }

    /// <returns>False where another gateway has the number; what it holds is then known.</returns>
    private async Task<bool> PutAsync(LeaseBook book, string datasetId, string reviewId, PageLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var number = book.Last + 1;
        var key = StoreKeys.Lease(datasetId, Work(reviewId), number);
        var put = await store.PutDocumentIfAbsentAsync(key, PageLease.Format, lease, cancellationToken);
        var since = put.Created ? now : (await store.HeadAsync(key, cancellationToken))?.LastModified ?? now;
        book.Note(number, put.Stored, since);
        return put.Created;
    }

    private async Task PruneAsync(LeaseBook book, string datasetId, string reviewId, DateTimeOffset limit, CancellationToken cancellationToken)
    {
        foreach (var number in book.Outlived(limit))
        {
            try
            {
                await store.DeleteAsync(StoreKeys.Lease(datasetId, Work(reviewId), number), cancellationToken);
            }
            catch (ObjectStoreException)
            {
                // It is in nobody's way.
                return;
            }
        }
    }
}
