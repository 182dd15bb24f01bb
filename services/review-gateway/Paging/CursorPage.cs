using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Paging;

/// <summary>Lists that are read page by page: the cursor is the last one that was shown.</summary>
internal static class CursorPage
{
    public const int Usual = 50;

    private const int UsualLargest = 200;

    /// <param name="limit">Entries that were asked for.</param>
    /// <param name="largest">Entries that a page of this list may have.</param>
    /// <exception cref="GatewayProblemException">The page is empty or too large.</exception>
    public static void Check(int limit, int largest = UsualLargest)
    {
        if (limit < 1 || limit > largest)
        {
            throw Refusal.BadRequest("page", $"A page has 1 to {largest} entries: {limit} were asked for.");
        }
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
