using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Paging;

/// <summary>Lists that are read page by page: the cursor is the last one that was shown.</summary>
internal static class CursorPage
{
    public const int Usual = 50;

    private const int Largest = 1000;

    /// <param name="limit">Entries that were asked for.</param>
    /// <exception cref="GatewayProblemException">The page is empty or too large.</exception>
    public static void Check(int limit)
    {
        if (limit is < 1 or > Largest)
        {
            throw Refusal.BadRequest("page", $"A page has 1 to {Largest} entries: {limit} were asked for.");
        }
    }

    /// <summary>A page of a list that is known whole.</summary>
    /// <param name="all">In an order in which what comes later is added behind, or that is the entries' own.</param>
    /// <param name="after">What the page is asked for with; null for the first.</param>
    /// <param name="limit">Entries that were asked for.</param>
    /// <param name="cursor">What the page after an entry is asked for with.</param>
    /// <exception cref="GatewayProblemException">The page is empty or too large, or begins after an entry that the list does not have.</exception>
    public static (IReadOnlyList<T> Page, string? Next) Take<T>(IReadOnlyList<T> all, string? after, int limit, Func<T, string> cursor)
    {
        Check(limit);
        var start = after is null ? 0 : all.TakeWhile(one => cursor(one) != after).Count() + 1;
        if (start > all.Count)
        {
            throw Refusal.BadRequest("cursor", $"cursor is '{after}', after which the list has nothing: take the nextCursor of a page, or begin anew without one.");
        }

        T[] page = [.. all.Skip(start).Take(limit)];
        return (page, start + page.Length < all.Count ? cursor(page[^1]) : null);
    }

    /// <param name="from">What follows the cursor.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cursor">What the page after an entry is asked for with.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>At most as many as the limit, and the next cursor where there are more.</returns>
    public static async Task<(IReadOnlyList<T> Page, string? Next)> TakeAsync<T>(
        IAsyncEnumerable<T> from, int limit, Func<T, string> cursor, CancellationToken cancellationToken)
    {
        var page = new List<T>();
        await foreach (var one in from.WithCancellation(cancellationToken))
        {
            if (page.Count == limit)
            {
                return (page, cursor(page[^1]));
            }

            page.Add(one);
        }

        return (page, null);
    }
}
