using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.ReviewGateway.Datasets;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>The order in which a review comes before people: the suspicious as selected; of the others, what has the same label and looks alike together.</summary>
internal sealed class ReviewLineup
{
    /// <summary>Of two files of one picture perceptual hashes differ in hardly any bit.</summary>
    private const int NearDuplicate = 4;

    /// <summary>What is seen as one has to be seen at a glance.</summary>
    private const int LargestStack = 6;

    private readonly Dictionary<string, string> _stacks = new(StringComparer.Ordinal);

    /// <param name="review">What people are asked.</param>
    /// <param name="samples">Those of the snapshot that it was selected from; more than its own do no harm.</param>
    /// <param name="classes">Of the dataset, in its order.</param>
    public ReviewLineup(Review review, IEnumerable<Sample> samples, IReadOnlyList<string> classes)
    {
        var reviewed = review.Items.Select(item => item.SampleId).ToHashSet(StringComparer.Ordinal);
        var hashes = samples.Where(sample => reviewed.Contains(sample.SampleId) && sample.Hash() is not null)
            .ToDictionary(sample => sample.SampleId, sample => sample.Hash()!.Value, StringComparer.Ordinal);
        var places = classes.Select((name, index) => (name, index)).ToDictionary(StringComparer.Ordinal);
        var byClass = review.Items.Where(item => IsOfOneClass(review, item, classes)).GroupBy(item => places[item.GivenLabels[0]]).OrderBy(group => group.Key);
        Items = [.. review.Items.Where(item => !IsOfOneClass(review, item, classes)), .. byClass.SelectMany(group => Arrange([.. group], hashes))];
    }

    /// <summary>All of the review's.</summary>
    public IReadOnlyList<ReviewItem> Items { get; }

    /// <summary>Whether it may be judged beside others of its label, as long as reviewers do not disagree on it.</summary>
    public static bool IsOfOneClass(Review review, ReviewItem item, IReadOnlyList<string> classes) =>
        item.GivenLabels.Count == 1
        && classes.Contains(item.GivenLabels[0])
        && item.End != ReviewEnd.LikelyInvalid
        && review.Purpose != ReviewPurpose.Conflict;

    /// <returns>The first of those that it can hardly be told from and stands beside; null where it stands alone.</returns>
    public string? StackOf(string sampleId) => _stacks.GetValueOrDefault(sampleId);

    private IEnumerable<ReviewItem> Arrange(ReviewItem[] items, Dictionary<string, ulong> hashes)
    {
        ReviewItem[] hashed = [.. items.Where(item => hashes.ContainsKey(item.SampleId))];
        ReviewItem[] ordered = [.. SimilarityOrder.Of([.. hashed.Select(HashOf)]).Select(index => hashed[index])];
        var firsts = SimilarityOrder.Stacks([.. ordered.Select(HashOf)], NearDuplicate, LargestStack);
        foreach (var stack in ordered.Zip(firsts).GroupBy(pair => pair.Second).Where(stack => stack.Count() > 1))
        {
            foreach (var (item, first) in stack)
            {
                _stacks[item.SampleId] = ordered[first].SampleId;
            }
        }

        return [.. ordered, .. items.Where(item => !hashes.ContainsKey(item.SampleId))];

        ulong HashOf(ReviewItem item) => hashes[item.SampleId];
    }
}
