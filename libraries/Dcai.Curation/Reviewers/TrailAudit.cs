using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Reviewers;

/// <summary>Whether every certificate and every removal rests on decisions that are there.</summary>
public static class TrailAudit
{
    /// <param name="samples">Of the newest snapshot, in any order.</param>
    /// <param name="history">What it has folded in.</param>
    /// <param name="reviews">Every review, in any order.</param>
    /// <returns>What is wrong, one line each: where and what. None where the trail is whole.</returns>
    public static IReadOnlyList<string> Find(IEnumerable<Sample> samples, FoldHistory history, IEnumerable<AuditedReview> reviews)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(reviews);
        var byId = reviews.ToDictionary(review => review.Review.ReviewId, StringComparer.Ordinal);
        return
        [
            .. byId.Values.OrderBy(review => review.Review.ReviewId, StringComparer.Ordinal).SelectMany(OfReview),
            .. history.Decisions.OrderBy(folded => folded.Key, StringComparer.Ordinal).SelectMany(folded => OfHistory(folded.Key, folded.Value, byId)),
            .. samples.Where(sample => sample.Status != SampleStatus.Uncertified).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)
                .Select(sample => OfSample(sample, byId)).OfType<string>(),
        ];
    }

    private static IEnumerable<string> OfReview(AuditedReview review)
    {
        var where = $"review {review.Review.ReviewId}";
        var decisions = new Dictionary<string, Decision>(StringComparer.Ordinal);
        foreach (var batch in review.Batches.OrderBy(batch => batch.BatchId, StringComparer.Ordinal))
        {
            if (batch.ReviewId != review.Review.ReviewId)
            {
                yield return $"{where}: batch {batch.BatchId} says that it is of review {batch.ReviewId}";
            }

            foreach (var decision in batch.Decisions.Where(decision => !decisions.TryAdd(decision.DecisionId, decision)))
            {
                yield return $"{where}: decision {decision.DecisionId} is there twice, again in batch {batch.BatchId}";
            }
        }

        foreach (var decision in decisions.Values)
        {
            foreach (var superseded in decision.Supersedes)
            {
                if (!decisions.TryGetValue(superseded, out var replaced))
                {
                    yield return $"{where}: decision {decision.DecisionId} supersedes {superseded}, which is not there";
                }
                else if (replaced.SampleId != decision.SampleId)
                {
                    yield return $"{where}: decision {decision.DecisionId} on sample {decision.SampleId} supersedes {superseded}, which is on sample {replaced.SampleId}";
                }
            }
        }

        var heads = DecisionTrail.Heads(review.Batches);
        foreach (var sampleId in decisions.Values.Select(decision => decision.SampleId).Distinct(StringComparer.Ordinal).Where(sampleId => !heads.ContainsKey(sampleId)))
        {
            yield return $"{where}: the decisions on sample {sampleId} supersede each other in a circle, so that none stands";
        }

        if (review.Closure is { } closure)
        {
            foreach (var finding in OfClosure(where, review, closure))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<string> OfClosure(string where, AuditedReview review, ReviewClosure closure)
    {
        var batches = review.Batches.ToDictionary(batch => batch.BatchId, StringComparer.Ordinal);
        foreach (var missing in closure.Batches.Where(batch => !batches.ContainsKey(batch)))
        {
            yield return $"{where}: what closed it names batch {missing}, which is not there";
        }

        DecisionBatch[] closing = [.. closure.Batches.Select(batches.GetValueOrDefault).OfType<DecisionBatch>()];
        if (closing.Length == closure.Batches.Count && closing.Sum(batch => batch.Decisions.Count) != closure.DecisionCount)
        {
            yield return $"{where}: what closed it counts {closure.DecisionCount} decisions, and its batches have {closing.Sum(batch => batch.Decisions.Count)}";
        }

        var progress = DecisionTrail.Examine(review.Review, closing);
        foreach (var sampleId in progress.Undecided.Concat(progress.Disputed))
        {
            yield return $"{where}: it is closed, and the decisions that closed it leave sample {sampleId} open";
        }
    }

    private static IEnumerable<string> OfHistory(string reviewId, IReadOnlyList<string> folded, Dictionary<string, AuditedReview> reviews)
    {
        if (!reviews.TryGetValue(reviewId, out var review))
        {
            return [$"review {reviewId}: the newest snapshot has folded it in, and it is not there"];
        }

        var batches = review.Batches.Select(batch => batch.BatchId).ToHashSet(StringComparer.Ordinal);
        return folded.Where(batch => !batches.Contains(batch)).Select(batch => $"review {reviewId}: the newest snapshot has folded in batch {batch}, which is not there");
    }

    private static string? OfSample(Sample sample, Dictionary<string, AuditedReview> reviews)
    {
        var what = sample.Status == SampleStatus.Certified ? $"certified as {sample.CertifiedLabel}" : "removed";
        var where = $"sample {sample.SampleId}, {what}";
        if (sample.Review is null || sample.DecisionId is null)
        {
            return $"{where}: it names no decision";
        }

        if (!reviews.TryGetValue(sample.Review, out var review))
        {
            return $"{where}: its review {sample.Review} is not there";
        }

        if (review.Closure is null)
        {
            return $"{where}: its review {sample.Review} is not closed";
        }

        if (BulkCertification.IsInBulk(sample))
        {
            return review.Review.Bulk?.SampleIds.Contains(sample.SampleId) == true ? null : $"{where}: review {sample.Review} did not propose to certify it in bulk";
        }

        var batch = review.Batches.FirstOrDefault(batch => batch.Decisions.Any(decision => decision.DecisionId == sample.DecisionId));
        var decision = batch?.Decisions.First(decision => decision.DecisionId == sample.DecisionId);
        if (batch is null || decision is null)
        {
            return $"{where}: its decision {sample.DecisionId} is not in review {sample.Review}";
        }

        var says = decision.Verdict == Verdict.Certify ? $"certified as {decision.Label}" : "removed";
        return decision.SampleId != sample.SampleId ? $"{where}: its decision {sample.DecisionId} is on sample {decision.SampleId}"
            : says != what ? $"{where}: its decision {sample.DecisionId} says {says}"
            : batch.Reviewer != sample.CertifiedBy ? $"{where}: it names {sample.CertifiedBy}, and its decision {sample.DecisionId} is {batch.Reviewer}'s"
            : null;
    }
}
