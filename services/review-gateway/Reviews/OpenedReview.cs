using Dcai.Contracts;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>What <c>reviews/{review}/opened.json</c> holds: the review is before the reviewers.</summary>
internal sealed record OpenedReview
{
    public static DocumentFormat<OpenedReview> Format { get; } = new("dcai.review-opened", 1);

    public required string ReviewId { get; init; }

    public required ReviewPurpose Purpose { get; init; }

    /// <summary>0 for the seed.</summary>
    public required int Round { get; init; }

    public required int ItemCount { get; init; }
}
