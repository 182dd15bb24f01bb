using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Reviewers;

/// <summary>
/// Images with a known answer that are mixed in among those to decide, to learn how well people decide. A review does not list them, and what its trail
/// says of samples that it does not list changes no sample.
/// </summary>
public sealed class GoldItems
{
    private readonly Dictionary<string, Sample> _samples;
    private readonly ILookup<string, Sample> _byLabel;
    private readonly Review _review;
    private readonly ulong _seed;

    /// <param name="samples">The samples of the review's snapshot, in any order; a person has certified some of them.</param>
    /// <param name="review">What is asked; its own items are never gold.</param>
    /// <param name="seed">The dataset's seed.</param>
    public GoldItems(IEnumerable<Sample> samples, Review review, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(review);
        (_review, _seed) = (review, seed);
        var asked = review.Items.Select(item => item.SampleId).ToHashSet(StringComparer.Ordinal);
        _samples = samples
            .Where(sample => sample is { Status: SampleStatus.Certified, CertifiedLabel: not null, Conflict: false, GivenLabels.Count: 1 }
                && !BulkCertification.IsInBulk(sample) && !asked.Contains(sample.SampleId))
            .ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        _byLabel = _samples.Values.OrderBy(sample => sample.SampleId, StringComparer.Ordinal).ToLookup(sample => sample.GivenLabels[0], StringComparer.Ordinal);
    }

    /// <summary>The certified label of a gold item, or null for any other sample.</summary>
    public string? Answer(string sampleId) => _samples.GetValueOrDefault(sampleId)?.CertifiedLabel;

    /// <summary>The gold item that one person is shown beside an item: always the same.</summary>
    /// <param name="item">An item of the review.</param>
    /// <param name="reviewer">Who sees it.</param>
    /// <param name="share">Of gold among everything shown, range [0, 0.5].</param>
    /// <returns>It came under the same label and is shown with the item's own reasons, so that nothing gives it away; null where none is drawn.</returns>
    public ReviewItem? Beside(ReviewItem item, string reviewer, double share)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.GivenLabels.Count != 1 || _byLabel[item.GivenLabels[0]].Count() is not (> 0 and var count))
        {
            return null;
        }

        var random = SeededRandom.For(_seed, $"gold {_review.ReviewId} {reviewer} {item.SampleId}");
        const int Steps = 1 << 20;
        return random.NextBelow(Steps) < share / (1 - share) * Steps
            ? item with { SampleId = _byLabel[item.GivenLabels[0]].ElementAt(random.NextBelow(count)).SampleId }
            : null;
    }
}
