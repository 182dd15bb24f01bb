using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>Certifies what nobody looked at, where a random audit supports it.</summary>
public static class BulkCertification
{
    /// <summary>Whether a proposal of a review is about this sample.</summary>
    /// <param name="sample">As it is when the proposal is made, or folded.</param>
    /// <param name="generationSnapshot">That of the proposal.</param>
    public static bool Covers(Sample sample, int generationSnapshot)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample is { Status: SampleStatus.Uncertified, Conflict: false, GivenLabels.Count: 1 }
            && sample.Origin != SampleOrigin.Synthesized
            && Generation.Includes(sample, generationSnapshot);
    }

    /// <summary>What the audit of a review found.</summary>
    /// <param name="review">Any review.</param>
    /// <param name="closingBatches">The decisions that closed it, in any order; later corrections play no part.</param>
    /// <returns>Null where the review proposes nothing. An audited item that is undecided or disputed counts as wrong.</returns>
    public static AuditOutcome? Decide(Review review, IEnumerable<DecisionBatch> closingBatches)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(closingBatches);
        if (review.Bulk is not { } proposal)
        {
            return null;
        }

        var settled = DecisionTrail.Examine(review, closingBatches).Settled;
        var wrong = review.Items.Count(item => item.End == ReviewEnd.Audit && !IsRight(item));
        var certified = proposal.CertifiedBefore + settled.Values.Count(standing => standing.Decision.Verdict == Verdict.Certify);
        var bound = AuditPlan.WrongCertificates(
            wrong, proposal.Audited, proposal.Population, certified, proposal.Confidence, new BulkSoFar(proposal.BulkBefore, proposal.BulkBeforeWrongAtMost));
        return new AuditOutcome
        {
            Population = proposal.Population,
            Audited = proposal.Audited,
            Wrong = wrong,
            WrongUpperBound = ClopperPearson.Upper(wrong, proposal.Audited, proposal.Confidence),
            WrongCertificatesUpperBound = bound,
            Confidence = proposal.Confidence,
            Supported = bound <= proposal.MostWrongCertificates,
        };

        bool IsRight(ReviewItem item) =>
            settled.TryGetValue(item.SampleId, out var standing)
            && standing.Decision.Verdict == Verdict.Certify
            && item.GivenLabels.Contains(standing.Decision.Label!);
    }

    /// <summary>Whose certificates are a bulk certification's.</summary>
    public static string CertifiedBy(string reviewId) => $"audit of {reviewId}";

    /// <summary>The decision that certificates in bulk name.</summary>
    public static string DecisionId(string reviewId) => $"bulk:{reviewId}";

    /// <summary>Whether a sample's certificate was given in bulk.</summary>
    public static bool IsInBulk(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample is { Status: SampleStatus.Certified, Review: not null } && sample.DecisionId == DecisionId(sample.Review);
    }

    /// <summary>The sample with its certificate.</summary>
    internal static Sample Certify(Sample sample, Review review) => sample with
    {
        Status = SampleStatus.Certified,
        CertifiedLabel = sample.GivenLabels[0],
        CertifiedBy = CertifiedBy(review.ReviewId),
        Review = review.ReviewId,
        Round = review.Round,
        DecisionId = DecisionId(review.ReviewId),
    };
}
