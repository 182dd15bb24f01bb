using Dcai.Api;
using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Samples;

/// <summary>A dataset's images one by one, and what changed.</summary>
internal static class SampleEndpoints
{
    private const int UsualPage = 100;

    public static void MapSamples(this IEndpointRouteBuilder routes)
    {
        var datasets = routes.MapGroup("/datasets/{datasetId}").WithTags("Samples").ForViewers();
        datasets.MapGet("samples", PageAsync).WithName("ListSamples")
            .WithSummary("A snapshot's images by id, or by a round's loss where 'rankedIn' names one; the newest snapshot unless 'version' says otherwise.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("samples/{sampleId}", HistoryAsync).WithName("GetSample").WithSummary("Everything on record about one image.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("labels", MatrixAsync).WithName("GetLabelMatrix")
            .WithSummary("Given labels by what people made of them, in the newest snapshot unless 'version' says otherwise.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("rounds/{round:int}/ranking", RankingAsync).WithName("GetRanking").WithSummary("What a round's model thought of the pool: losses, and given by suggested labels.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("snapshots/{from:int}/changes/{to:int}", CompareAsync).WithName("CompareSnapshots").WithSummary("What changed from one snapshot to another.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<SamplePage>> PageAsync(
        string datasetId, [AsParameters] SampleFilter filter, SampleShelf shelf, CancellationToken cancellationToken,
        int? version = null, string? cursor = null, int limit = UsualPage) =>
        TypedResults.Ok(await shelf.PageAsync(datasetId, version, filter, cursor, limit, cancellationToken));

    private static async Task<Ok<SampleHistory>> HistoryAsync(string datasetId, string sampleId, SampleShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shelf.HistoryAsync(datasetId, sampleId, cancellationToken));

    private static async Task<Ok<LabelMatrix>> MatrixAsync(string datasetId, SampleShelf shelf, CancellationToken cancellationToken, int? version = null) =>
        TypedResults.Ok(await shelf.MatrixAsync(datasetId, version, cancellationToken));

    private static async Task<Ok<RankingSummary>> RankingAsync(string datasetId, int round, SampleShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await shelf.RankingAsync(datasetId, round, cancellationToken));

    private static async Task<Ok<SnapshotDifference>> CompareAsync(
        string datasetId, int from, int to, SampleShelf shelf, CancellationToken cancellationToken, string? cursor = null, int limit = UsualPage) =>
        TypedResults.Ok(await shelf.CompareAsync(datasetId, from, to, cursor, limit, cancellationToken));
}
