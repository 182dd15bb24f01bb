using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.Curation.Reviewers;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Reviews;
using Dcai.Work;
using Verdict = Dcai.Contracts.Documents.Verdict;

namespace Dcai.ReviewGateway.Reviewers;

/// <summary>What the trail says of those who made it.</summary>
internal sealed class ReviewerBook(IObjectStore store, DatasetRegistry datasets, PerReview<GoldItems> gold)
{
    public async Task<ReviewerList> ReadAsync(string datasetId, CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var (all, ratings, answers) = (new List<DecisionBatch>(), new List<ItemRatings>(), new List<(string Reviewer, bool IsRight)>());
        foreach (var review in await store.ReviewsAsync(datasetId, cancellationToken))
        {
            var batches = await store.DecisionsAsync(datasetId, [review.ReviewId], cancellationToken);
            all.AddRange(batches);
            ratings.AddRange(ReviewerQuality.Ratings(review, batches));
            answers.AddRange(await AnswersAsync(datasetId, review, batches, settings.Seed, cancellationToken));
        }

        var agreement = ReviewerQuality.Agree(ratings, settings.Classes);
        return new ReviewerList
        {
            Reviewers = [.. all.GroupBy(batch => batch.Reviewer, StringComparer.Ordinal).OrderBy(own => own.Key, StringComparer.Ordinal).Select(own => Report(own.Key, [.. own], answers))],
            Agreement = agreement is null ? null : new AgreementReport
            {
                Measure = agreement.IsCohen ? "cohen" : "fleiss",
                Items = agreement.ItemCount,
                RatingsPerItem = agreement.RatingsPerItem,
                Kappa = agreement.Kappa,
                Classes = [.. settings.Classes.Select(name => new ClassAgreement { Class = name, Kappa = agreement.Classes[name] })],
            },
        };
    }

    private static ReviewerReport Report(string reviewer, IReadOnlyList<DecisionBatch> batches, IEnumerable<(string Reviewer, bool IsRight)> answers)
    {
        bool[] own = [.. answers.Where(answer => answer.Reviewer == reviewer).Select(answer => answer.IsRight)];
        return new ReviewerReport
        {
            Reviewer = reviewer,
            Simulated = batches.All(batch => batch.Simulated),
            Decisions = batches.Sum(batch => batch.Decisions.Count),
            SecondsPerDecision = ReviewerQuality.SecondsPerDecision(batches),
            Gold = own.Length,
            GoldAccuracy = own.Length == 0 ? null : own.Average(isRight => isRight ? 1.0 : 0.0),
        };
    }

    /// <summary>Each person's last word on each gold item.</summary>
    private async Task<IEnumerable<(string Reviewer, bool IsRight)>> AnswersAsync(
        string datasetId, Review review, IReadOnlyList<DecisionBatch> batches, ulong seed, CancellationToken cancellationToken)
    {
        var asked = review.Items.Select(item => item.SampleId).ToHashSet(StringComparer.Ordinal);
        var said = batches.SelectMany(batch => batch.Decisions.Where(decision => !asked.Contains(decision.SampleId)).Select(decision => (batch.Reviewer, Decision: decision))).ToList();
        if (said.Count == 0)
        {
            return [];
        }

        var known = await gold.OfAsync(datasetId, review, samples => new GoldItems(samples, review, seed), cancellationToken);
        var replaced = said.SelectMany(one => one.Decision.Supersedes).ToHashSet(StringComparer.Ordinal);
        return said
            .Where(one => !replaced.Contains(one.Decision.DecisionId) && known.Answer(one.Decision.SampleId) is not null)
            .DistinctBy(one => (one.Reviewer, one.Decision.SampleId))
            .Select(one => (one.Reviewer, one.Decision.Verdict == Verdict.Certify && one.Decision.Label == known.Answer(one.Decision.SampleId)));
    }
}
