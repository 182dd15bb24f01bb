using System.Globalization;
using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Dcai.ReviewGateway.Releases;

/// <summary>What came of it.</summary>
internal static class ReleaseEndpoints
{
    private const string JsonLines = "application/x-ndjson";
    private const string Png = "image/png";
    private const int UsualMoves = 1000;

    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        var releases = routes.MapGroup("/datasets/{datasetId}").WithTags("Releases");
        releases.MapGet("releases", ListAsync).ForViewers().WithName("ListReleases").WithSummary("A dataset's releases, the oldest first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("releases/{release:int}/report", ReportAsync).ForViewers().WithName("GetReport").WithSummary("What the release is and how it came to be.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("releases/{release:int}/certificates", CertificatesAsync).ForViewers().WithName("ListCertificates")
            .WithSummary("Who certified what, in which round: one line of JSON per image.")
            .Produces<Certificate>(StatusCodes.Status200OK, JsonLines).ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("painting", PaintingAsync).ForViewers().WithName("GetPainting")
            .WithSummary("What generators paint and painted: figures and sheets of samples, check by check. Of the newest release that has generators unless 'release' says otherwise.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("releases/{release:int}/painting/{generator:int}/{check:int}/sheet", SheetAsync).ForViewers().WithName("GetSheet")
            .WithSummary("What a generator painted at a check: a row of images for each class, from the same noise at every check. Its digest is the ETag.")
            .Produces(StatusCodes.Status200OK, contentType: Png).Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("balance", BalanceAsync).ForViewers().WithName("PreviewBalance")
            .WithSummary("What a release would balance, and why: each image that would go to surplus or come back. The newest snapshot unless 'version' says otherwise.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        releases.MapGet("snapshots/{version:int}/certificates", SnapshotCertificatesAsync).ForViewers().WithName("ListSnapshotCertificates")
            .WithSummary("The same for everything that a snapshot has certified, released or not.")
            .Produces<Certificate>(StatusCodes.Status200OK, JsonLines).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<PaintingReport>> PaintingAsync(
        string datasetId, DatasetRegistry datasets, PaintingShelf shelf, CancellationToken cancellationToken, int? release = null)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(await shelf.ReportAsync(datasetId, release, cancellationToken));
    }

    private static async Task<FileContentHttpResult> SheetAsync(
        string datasetId, int release, int generator, int check, DatasetRegistry datasets, PaintingShelf shelf, IObjectStore store, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var sheet = await shelf.SheetAsync(datasetId, release, generator, check, cancellationToken);
        return TypedResults.Bytes(await store.GetBlobAsync(sheet, cancellationToken), Png, entityTag: new EntityTagHeaderValue($"\"{Digests.Hex(sheet.Digest)}\""));
    }

    private static async Task<Ok<BalancePreview>> BalanceAsync(
        string datasetId, BalanceShelf shelf, CancellationToken cancellationToken, int? version = null, string? cursor = null, int limit = UsualMoves) =>
        TypedResults.Ok(await shelf.PreviewAsync(datasetId, version, cursor, limit, cancellationToken));

    private static async Task<Ok<ReleaseList>> ListAsync(
        string datasetId, DatasetRegistry datasets, ReleaseShelf shelf, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var (page, next) = CursorPage.Take(
            await shelf.ListAsync(datasetId, cancellationToken), cursor, limit, release => release.Release.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new ReleaseList { Releases = page, NextCursor = next });
    }

    private static async Task<Ok<CurationReport>> ReportAsync(
        string datasetId, int release, DatasetRegistry datasets, ReleaseShelf shelf, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(await shelf.ReportAsync(datasetId, release, cancellationToken));
    }

    private static async Task CertificatesAsync(
        string datasetId, int release, DatasetRegistry datasets, ReleaseShelf shelf, HttpResponse response, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        await WriteAsync(response, await shelf.CertificatesAsync(datasetId, release, cancellationToken), cancellationToken);
    }

    private static async Task SnapshotCertificatesAsync(
        string datasetId, int version, DatasetRegistry datasets, ReleaseShelf shelf, HttpResponse response, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        await WriteAsync(response, await shelf.SnapshotCertificatesAsync(datasetId, version, cancellationToken), cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, IAsyncEnumerable<Certificate> certificates, CancellationToken cancellationToken)
    {
        response.ContentType = JsonLines;
        await foreach (var certificate in certificates)
        {
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(certificate, JsonSerializerOptions.Web), cancellationToken);
            await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }
}
