using Dcai.Api;
using Dcai.Contracts;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Notifications.Live;
using Dcai.ReviewGateway.Paging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>People look and decide.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        var reviews = routes.MapGroup("").WithTags("Reviews");
        reviews.MapGet("reviews", ListOpenAsync).ForAnyLogin().WithName("ListOpenReviews").WithSummary("The open reviews of every dataset that one may see.");
        reviews.MapGet("datasets/{datasetId}/reviews", ListAsync).ForViewers().WithName("ListReviews").WithSummary("A dataset's reviews, the oldest round first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapGet("datasets/{datasetId}/reviews/{reviewId}", GetAsync).ForViewers().WithName("GetReview").WithSummary("How far a review has come.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapGet("datasets/{datasetId}/reviews/{reviewId}/items", PageAsync).ForViewers().WithName("ListReviewItems")
            .WithSummary("A page of a review's items in the order in which they are shown: the suspicious first.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapPost("datasets/{datasetId}/reviews/{reviewId}/decisions", SubmitAsync).ForReviewers().WithName("SubmitDecisions")
            .WithSummary("Decide; answered when it is stored. The same batch again is accepted again.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        reviews.MapPut("datasets/{datasetId}/reviews/{reviewId}/leases/{leaseId}", HoldAsync).ForReviewers().WithName("HoldItems")
            .WithSummary("Hold a page of items that nobody else gets meanwhile, renew it and fill it up; the client chooses the lease's UUID.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        reviews.MapDelete("datasets/{datasetId}/reviews/{reviewId}/leases/{leaseId}", HandBackAsync).ForReviewers().WithName("HandItemsBack")
            .WithSummary("Hand a page back for good: its lease is taken no more, not even by a request that is on its way.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        reviews.MapGet("datasets/{datasetId}/samples/{sampleId}/comparison", CompareAsync).ForViewers().WithName("CompareSample")
            .WithSummary("Certified images that look like this one, and examples of the classes named by label.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);
        reviews.MapGet("datasets/{datasetId}/decisions", TrailAsync).ForViewers().WithName("ListDecisions").WithSummary("The audit trail in the order of submission.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ReviewList>> ListOpenAsync(
        DatasetRegistry datasets, ReviewDesk desk, HttpContext context, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        var open = new List<ReviewSummary>();
        await foreach (var datasetId in datasets.NamesAsync(cancellationToken))
        {
            if (Visitor.Of(context).May(Role.Viewer, datasetId))
            {
                open.AddRange((await desk.ListAsync(datasetId, cancellationToken)).Where(review => review.State == ReviewState.Open));
            }
        }

        var (page, next) = CursorPage.Take(open, cursor, limit, review => $"{review.DatasetId}/{review.ReviewId}");
        return TypedResults.Ok(new ReviewList { Reviews = page, NextCursor = next });
    }

    private static async Task<Ok<ReviewList>> ListAsync(
        string datasetId, DatasetRegistry datasets, ReviewDesk desk, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var (page, next) = CursorPage.Take(await desk.ListAsync(datasetId, cancellationToken), cursor, limit, review => review.ReviewId);
        return TypedResults.Ok(new ReviewList { Reviews = page, NextCursor = next });
    }

    private static async Task<Ok<ReviewSummary>> GetAsync(
        string datasetId, string reviewId, DatasetRegistry datasets, ReviewDesk desk, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(await desk.SummaryAsync(datasetId, reviewId, cancellationToken));
    }

    private static async Task<Ok<ReviewPage>> PageAsync(
        string datasetId,
        string reviewId,
        ReviewDesk desk,
        CancellationToken cancellationToken,
        string? cursor = null,
        int limit = CursorPage.Usual,
        bool undecided = false) =>
        TypedResults.Ok(await desk.PageAsync(datasetId, reviewId, cursor, limit, undecided, cancellationToken));

    private static async Task<Ok<HeldItems>> HoldAsync(
        string datasetId, string reviewId, string leaseId, HoldItems wanted, ReviewDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.HoldAsync(datasetId, reviewId, leaseId, wanted, cancellationToken));

    private static async Task<NoContent> HandBackAsync(
        string datasetId, string reviewId, string leaseId, ReviewDesk desk, CancellationToken cancellationToken)
    {
        await desk.HandBackAsync(datasetId, reviewId, leaseId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Comparison>> CompareAsync(
        string datasetId, string sampleId, Comparisons comparisons, CancellationToken cancellationToken, string[]? label = null) =>
        TypedResults.Ok(await comparisons.ReadAsync(datasetId, sampleId, label ?? [], cancellationToken));

    private static async Task<Ok<DecisionReceipt>> SubmitAsync(
        string datasetId,
        string reviewId,
        SubmitDecisions decisions,
        ReviewDesk desk,
        DecisionHerald herald,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        Visitor.Of(context).RequireName(decisions.Reviewer);
        var receipt = await desk.SubmitAsync(datasetId, reviewId, decisions, cancellationToken);
        herald.Tell(new DecisionsStored { DatasetId = datasetId, ReviewId = reviewId, DecisionCount = decisions.Decisions.Count });
        return TypedResults.Ok(receipt);
    }

    private static async Task<Ok<DecisionList>> TrailAsync(
        string datasetId, DatasetRegistry datasets, ReviewDesk desk, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var (page, next) = CursorPage.Take(await desk.TrailAsync(datasetId, cancellationToken), cursor, limit, decision => decision.DecisionId);
        return TypedResults.Ok(new DecisionList { Decisions = page, NextCursor = next });
    }
}
