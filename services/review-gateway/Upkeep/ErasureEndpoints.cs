using Dcai.Api;
using Dcai.Contracts;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.Work.Upkeep;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Images that must go.</summary>
internal static class ErasureEndpoints
{
    private const int LongestReason = 500;

    public static void MapErasures(this IEndpointRouteBuilder routes)
    {
        var erasures = routes.MapGroup("").WithTags("Upkeep");
        erasures.MapPost("datasets/{datasetId}/samples/{sampleId}/erase", EraseAsync).ForAdmins().AuditedByItself().WithName("EraseImage")
            .WithSummary("Erase an image from a dataset; its bytes go unless another dataset uses them.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        erasures.MapPost("samples/{sampleId}/erase", EraseEverywhereAsync).ForAdminsOfAll().AuditedByItself().WithName("EraseImageEverywhere")
            .WithSummary("Erase an image from every dataset; none ever takes it again.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ErasureResult>> EraseAsync(
        string datasetId, string sampleId, EraseImage request, DatasetRegistry datasets, ImageErasure erasure, IBus bus, HttpContext context,
        CancellationToken cancellationToken)
    {
        Check(sampleId, request);
        await datasets.NewestAsync(datasetId, cancellationToken);
        var erased = await erasure.EraseAsync(datasetId, sampleId, request.Reason, Caller.Of(context), cancellationToken)
            ?? throw Refusal.NotFound("no-sample", $"Dataset '{datasetId}' has no image '{sampleId}', and never had: a sample's id is the SHA-256 of its bytes.");
        return await TellAsync(sampleId, erased, bus, cancellationToken);
    }

    private static async Task<Ok<ErasureResult>> EraseEverywhereAsync(
        string sampleId, EraseImage request, ImageErasure erasure, IBus bus, HttpContext context, CancellationToken cancellationToken)
    {
        Check(sampleId, request);
        return await TellAsync(
            sampleId, await erasure.EraseEverywhereAsync(sampleId, request.Reason, Caller.Of(context), cancellationToken), bus, cancellationToken);
    }

    private static void Check(string sampleId, EraseImage request)
    {
        if (!SampleImages.IsId(sampleId))
        {
            throw Refusal.BadRequest("sample-id", $"'{sampleId}' is no image's id: it is the SHA-256 of its bytes, 64 lower-case hexadecimal digits.");
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason || request.Reason.Any(char.IsControl))
        {
            throw Refusal.BadRequest("reason", $"An erasure needs a reason of one line and at most {LongestReason} characters: it is what stays of the image.");
        }
    }

    /// <summary>The sagas hear of closed reviews; one that does not hear folds it with its next snapshot all the same.</summary>
    private static async Task<Ok<ErasureResult>> TellAsync(string sampleId, ErasedImage erased, IBus bus, CancellationToken cancellationToken)
    {
        foreach (var datasetId in erased.Datasets)
        {
            await bus.Publish(
                new ReviewCompleted { DatasetId = datasetId, ReviewId = ImageErasure.ReviewId(sampleId), DecisionCount = 1 }, cancellationToken);
        }

        return TypedResults.Ok(new ErasureResult
        {
            SampleId = sampleId,
            Datasets = erased.Datasets,
            BytesRemoved = erased.UsedBy.Count == 0,
            UsedBy = erased.UsedBy,
        });
    }
}
