using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The order in which reviews showed the images: what the cleaning measure cleans first.</summary>
public static class EvaluationOrder
{
    /// <summary>Every image at the place where it was shown first.</summary>
    /// <param name="reviews">All reviews of the dataset, in any order.</param>
    /// <param name="snapshot">Version of the released snapshot; reviews that look at it or at a later one are not part of its story.</param>
    /// <returns>Distinct sample ids: the reviews by snapshot and id, each review's items in their order.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<Review> reviews, int snapshot)
    {
        ArgumentNullException.ThrowIfNull(reviews);
        return
        [
            .. reviews
                .Where(review => review.Snapshot < snapshot)
                .OrderBy(review => review.Snapshot)
                .ThenBy(review => review.ReviewId, StringComparer.Ordinal)
                .SelectMany(review => review.Items)
                .Select(item => item.SampleId)
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
