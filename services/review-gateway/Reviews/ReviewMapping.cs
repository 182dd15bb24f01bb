using Dcai.Api;
using Dcai.ReviewGateway.Datasets;
using Documents = Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Reviews and decisions as the API shows them and as the store keeps them.</summary>
internal static class ReviewMapping
{
    public static ReviewPurpose ToApi(Contracts.ReviewPurpose purpose) => purpose switch
    {
        Contracts.ReviewPurpose.Seed => ReviewPurpose.Seed,
        Contracts.ReviewPurpose.Conflict => ReviewPurpose.Conflict,
        Contracts.ReviewPurpose.Round => ReviewPurpose.Round,
        Contracts.ReviewPurpose.Audit => ReviewPurpose.Audit,
        Contracts.ReviewPurpose.Synthesis => ReviewPurpose.Synthesis,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "Not a purpose that this build knows."),
    };

    public static ReviewEnd ToApi(Documents.ReviewEnd end) => end switch
    {
        Documents.ReviewEnd.None => ReviewEnd.None,
        Documents.ReviewEnd.LikelyValid => ReviewEnd.LikelyValid,
        Documents.ReviewEnd.LikelyInvalid => ReviewEnd.LikelyInvalid,
        Documents.ReviewEnd.Audit => ReviewEnd.Audit,
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end that this build knows."),
    };

    public static DecisionRecord ToApi(Documents.DecisionBatch batch, Documents.Decision decision) => new()
    {
        DecisionId = decision.DecisionId,
        BatchId = batch.BatchId,
        ReviewId = batch.ReviewId,
        SampleId = decision.SampleId,
        Verdict = decision.Verdict == Documents.Verdict.Certify ? Verdict.Certify : Verdict.Remove,
        Label = decision.Label,
        Reason = decision.Reason,
        Comment = decision.Comment,
        Supersedes = decision.Supersedes,
        Reviewer = batch.Reviewer,
        Simulated = batch.Simulated,
        SubmittedAt = batch.SubmittedAt,
    };

    /// <param name="reviewId">The review that the decisions are on.</param>
    /// <param name="submitted">Checked; ids of any spelling become lower case.</param>
    /// <param name="submittedAt">By the gateway's clock.</param>
    public static Documents.DecisionBatch ToDocument(string reviewId, SubmitDecisions submitted, DateTimeOffset submittedAt) => new()
    {
        BatchId = Canonical(submitted.BatchId),
        ReviewId = reviewId,
        Reviewer = submitted.Reviewer,
        Simulated = submitted.Simulated,
        SubmittedAt = submittedAt,
        Decisions = [.. submitted.Decisions.Select(ToDocument)],
    };

    public static DecisionRecord ToApi(Curation.RecordedDecision recorded) => ToApi(recorded.Batch, recorded.Decision);

    public static ReviewTask ToApi(string datasetId, Documents.ReviewItem item, ReviewView view, IReadOnlyList<DecisionRecord> decisions) => new()
    {
        SampleId = item.SampleId,
        End = ToApi(item.End),
        View = view,
        Reason = item.Reason,
        GivenLabels = item.GivenLabels,
        SuggestedLabel = item.SuggestedLabel,
        Confidence = item.Confidence,
        Loss = item.Loss,
        Image = SampleImages.PathOf(datasetId, item.SampleId),
        Thumbnail = SampleImages.ThumbnailPathOf(datasetId, item.SampleId),
        Decisions = decisions,
    };

    private static Documents.Decision ToDocument(SubmittedDecision decision) => new()
    {
        DecisionId = Canonical(decision.DecisionId),
        SampleId = decision.SampleId,
        Verdict = decision.Verdict == Verdict.Certify ? Documents.Verdict.Certify : Documents.Verdict.Remove,
        Label = decision.Label,
        Reason = decision.Reason,
        Comment = decision.Comment,
        Supersedes = [.. decision.Supersedes.Select(Canonical)],
    };

    private static string Canonical(string uuid) => Guid.Parse(uuid).ToString("D");
}
