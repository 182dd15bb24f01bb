using Dcai.Api;
using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Reviewers;

/// <summary>How good the decisions are, and whether they are all there.</summary>
internal static class ReviewerEndpoints
{
    public static void MapReviewers(this IEndpointRouteBuilder routes)
    {
        var reviewers = routes.MapGroup("/datasets/{datasetId}").WithTags("Reviewers").ForAdmins();
        reviewers.MapGet("reviewers", ListAsync).WithName("ListReviewers").WithSummary("How well and how fast a dataset's reviewers decide, and how far they agree.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        reviewers.MapGet("audit", AuditAsync).WithName("AuditTrail")
            .WithSummary("Whether every certificate and every removal rests on decisions that are there; with images, whether the images are there as well.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ReviewerList>> ListAsync(string datasetId, ReviewerBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(await book.ReadAsync(datasetId, cancellationToken));

    private static async Task<Ok<TrailReport>> AuditAsync(string datasetId, TrailAuditor auditor, CancellationToken cancellationToken, bool images = false) =>
        TypedResults.Ok(await auditor.AuditAsync(datasetId, images, cancellationToken));
}
