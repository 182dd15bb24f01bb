using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.ReviewGateway.Datasets;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>The order in which a review comes before people: the suspicious as selected; of the others, what has the same label and looks alike together.</summary>
internal sealed class ReviewLineup
{
    /// <summary>Of two files of one picture perceptual hashes differ in hardly any bit; thin strokes on white paper do in as few as four.</summary>
    private const int NearDuplicate = 2;

    /// <summary>What is seen as one has to be seen at a glance.</summary>
    private const int LargestStack = 6;

    private readonly Dictionary<string, string> _stacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <param name="review">What people are asked.</param>
    /// <param name="samples">Those of the snapshot that it was selected from; more than its own do no harm.</param>
    /// <param name="classes">Of the dataset, in its order.</param>
    public ReviewLineup(Review review, IEnumerable<Sample> samples, IReadOnlyList<string> classes)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var position = 0; position < review.Items.Count; position++)
        {
            positions.TryAdd(review.Items[position].SampleId, position);
        }

        var hashes = samples.Where(sample => positions.ContainsKey(sample.SampleId) && PerceptualHash.Parse(sample.PerceptualHash) is not null)
            .ToDictionary(sample => sample.SampleId, sample => PerceptualHash.Parse(sample.PerceptualHash)!.Value, StringComparer.Ordinal);
        var groups = samples.Where(sample => positions.ContainsKey(sample.SampleId) && sample.NearGroup is not null)
            .ToDictionary(sample => sample.SampleId, sample => sample.NearGroup!, StringComparer.Ordinal);
        var order = classes.Select((name, index) => (name, index)).ToDictionary(StringComparer.Ordinal);
        var byKind = review.Items.ToLookup(item => IsOfOneClass(review, item, classes));
        var byClass = byKind[true].GroupBy(item => order[item.GivenLabels[0]]).OrderBy(group => group.Key);
        Entries =
        [
            .. byKind[false].Select(item => new LineupEntry(item, positions[item.SampleId], IsOfOneClass: false)),
            .. byClass.SelectMany(group => Arrange([.. group], hashes, groups)).Select(item => new LineupEntry(item, positions[item.SampleId], IsOfOneClass: true)),
        ];
        for (var place = 0; place < Entries.Count; place++)
        {
            _places.TryAdd(Entries[place].Item.SampleId, place);
        }
    }

    /// <summary>All of the review's items.</summary>
    public IReadOnlyList<LineupEntry> Entries { get; }

    /// <summary>Whether it may be judged beside others of its label, as long as reviewers do not disagree on it.</summary>
    public static bool IsOfOneClass(Review review, ReviewItem item, IReadOnlyList<string> classes) =>
        item.GivenLabels.Count == 1
        && classes.Contains(item.GivenLabels[0])
        && item.End != ReviewEnd.LikelyInvalid
        && review.Purpose != ReviewPurpose.Conflict;

    /// <summary>Those of some samples, in the order of the lineup; what the review does not list is left out.</summary>
    public IEnumerable<LineupEntry> Of(IEnumerable<string> samples) =>
        samples.Where(_places.ContainsKey).Select(sample => _places[sample]).Distinct().Order().Select(place => Entries[place]);

    /// <returns>The first of those that it can hardly be told from and stands beside; null where it stands alone.</returns>
    public string? StackOf(string sampleId) => _stacks.GetValueOrDefault(sampleId);

    private IEnumerable<ReviewItem> Arrange(ReviewItem[] items, Dictionary<string, ulong> hashes, Dictionary<string, string> groups)
    {
        ReviewItem[] hashed = [.. items.Where(item => hashes.ContainsKey(item.SampleId))];
        ReviewItem[] ordered =
        [
            .. SimilarityOrder.Of([.. hashed.Select(HashOf)]).Select(index => hashed[index])
                .GroupBy(item => groups.GetValueOrDefault(item.SampleId, item.SampleId), StringComparer.Ordinal)
                .SelectMany(group => group),
        ];
        var firsts = SimilarityOrder.Stacks(
            ordered.Length,
            (first, other) => HammingDistance.Between(HashOf(ordered[first]), HashOf(ordered[other])) <= NearDuplicate
                || (groups.TryGetValue(ordered[first].SampleId, out var group) && groups.GetValueOrDefault(ordered[other].SampleId) == group),
            LargestStack);
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
