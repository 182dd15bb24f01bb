using Dcai.Contracts.Documents;

namespace Dcai.Curation.Reviewers;

/// <summary>How well and how fast people decide, from what they decided.</summary>
public static class ReviewerQuality
{
    /// <summary>Whoever took longer for a decision had a break.</summary>
    private static readonly TimeSpan Break = TimeSpan.FromMinutes(1);

    /// <summary>Everybody's last word that did not answer somebody else's.</summary>
    /// <param name="review">What was asked.</param>
    /// <param name="batches">Its batches, in any order.</param>
    /// <returns>Items that at least two people rated, in the order of the review.</returns>
    public static IReadOnlyList<ItemRatings> Ratings(Review review, IReadOnlyCollection<DecisionBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(batches);
        var authors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in batches)
        {
            foreach (var decision in batch.Decisions)
            {
                authors.TryAdd(decision.DecisionId, batch.Reviewer);
            }
        }

        var bySample = batches
            .SelectMany(batch => batch.Decisions.Select(decision => (batch.Reviewer, Decision: decision)))
            .Where(said => DecisionTrail.IsMeaningful(said.Decision) && said.Decision.Supersedes.All(id => authors.GetValueOrDefault(id, said.Reviewer) == said.Reviewer))
            .ToLookup(said => said.Decision.SampleId, StringComparer.Ordinal);
        var ratings = new List<ItemRatings>();
        foreach (var sampleId in review.Items.Select(item => item.SampleId).Distinct(StringComparer.Ordinal))
        {
            var replaced = bySample[sampleId].SelectMany(said => said.Decision.Supersedes.Where(id => id != said.Decision.DecisionId)).ToHashSet(StringComparer.Ordinal);
            var labels = bySample[sampleId]
                .Where(said => !replaced.Contains(said.Decision.DecisionId))
                .OrderBy(said => said.Decision.DecisionId, StringComparer.Ordinal)
                .GroupBy(said => said.Reviewer, StringComparer.Ordinal)
                .ToDictionary(own => own.Key, own => LabelOf(own.First().Decision), StringComparer.Ordinal);
            if (labels.Count > 1)
            {
                ratings.Add(new ItemRatings { SampleId = sampleId, Labels = labels });
            }
        }

        return ratings;
    }

    /// <summary>How far people agree.</summary>
    /// <param name="ratings">Items that at least two people rated.</param>
    /// <param name="classes">The dataset's classes.</param>
    /// <returns>Null without items. Where items have different numbers of ratings, those of the commonest number count, of equally common ones the larger.</returns>
    public static AgreementSummary? Agree(IReadOnlyCollection<ItemRatings> ratings, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(classes);
        if (ratings.Count == 0)
        {
            return null;
        }

        var most = ratings.GroupBy(item => item.Labels.Count).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First();
        ItemRatings[] items = [.. most];
        string[] people = [.. items.SelectMany(item => item.Labels.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] categories = [.. classes, ItemRatings.Removed];
        double? Kappa(IReadOnlyList<string> names, Func<string, string> nameOf) => people.Length == 2
            ? Agreement.CohenKappa([.. items.Select(item => (nameOf(item.Labels[people[0]]), nameOf(item.Labels[people[1]])))])
            : Agreement.FleissKappa([.. items.Select(item => (IReadOnlyList<int>)[.. names.Select(name => item.Labels.Values.Count(label => nameOf(label) == name))])]);
        return new AgreementSummary
        {
            IsCohen = people.Length == 2,
            ItemCount = items.Length,
            RatingsPerItem = most.Key,
            Kappa = Kappa([.. categories.Union(items.SelectMany(item => item.Labels.Values), StringComparer.Ordinal)], label => label),
            Classes = classes.ToDictionary(name => name, name => Kappa(["is", "is not"], label => label == name ? "is" : "is not"), StringComparer.Ordinal),
        };
    }

    /// <summary>Seconds that one person took for a decision.</summary>
    /// <param name="batches">That person's batches, of any reviews, in any order. Their times are the gateway's.</param>
    /// <returns>Median over the batches but the first; breaks of more than a minute a decision do not count. Null where none is left.</returns>
    public static double? SecondsPerDecision(IEnumerable<DecisionBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        DecisionBatch[] ordered = [.. batches.OrderBy(batch => batch.SubmittedAt).ThenBy(batch => batch.BatchId, StringComparer.Ordinal)];
        double[] seconds =
        [
            .. ordered
                .Zip(ordered.Skip(1), (before, batch) => (batch.SubmittedAt - before.SubmittedAt) / Math.Max(1, batch.Decisions.Count))
                .Where(each => each <= Break)
                .Select(each => each.TotalSeconds)
                .Order(),
        ];
        return seconds.Length == 0 ? null : (seconds[(seconds.Length - 1) / 2] + seconds[seconds.Length / 2]) / 2;
    }

    private static string LabelOf(Decision decision) => decision.Verdict == Verdict.Certify ? decision.Label! : ItemRatings.Removed;
}
