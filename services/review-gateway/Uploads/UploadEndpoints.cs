using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Images come in.</summary>
internal static class UploadEndpoints
{
    private const string Multipart = "multipart/form-data";
    private const string Shape = "A multipart message: first a part named 'manifest' (JSON, UploadManifest), then one part per file in the manifest's order.";

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var datasets = routes.MapGroup("/datasets/{datasetId}").WithTags("Uploads");
        datasets.MapPost("uploads", UploadAsync).ForAdmins().WithName("Upload")
            .WithSummary("Add images; answered when all of them are stored. The same upload again is the same upload.").WithDescription(Shape)
            .Accepts<UploadManifest>(Multipart)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        datasets.MapGet("uploads", ListAsync).ForViewers().WithName("ListUploads").WithSummary("Accepted uploads that nobody has ingested yet.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapPost("test-set", SetTestSetAsync).ForAdmins().WithName("SetTestSet")
            .WithSummary("Name external test images; they are never trained on.").WithDescription(Shape)
            .Accepts<UploadManifest>(Multipart)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<Ok<UploadReceipt>> UploadAsync(
        string datasetId, HttpRequest request, DatasetRegistry datasets, UploadReceiver receiver, Inbox inbox, IObjectStore store,
        CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        var received = await receiver.ReceiveAsync(request, settings.Classes, labelled: false, erased, cancellationToken);
        return TypedResults.Ok(await inbox.AcceptAsync(datasetId, received, cancellationToken));
    }

    private static async Task<Ok<UploadList>> ListAsync(
        string datasetId, DatasetRegistry datasets, Inbox inbox, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var (page, next) = CursorPage.Take(await inbox.WaitingAsync(datasetId, cancellationToken), cursor, limit, upload => upload);
        return TypedResults.Ok(new UploadList { Waiting = page, NextCursor = next });
    }

    private static async Task<Ok<TestSetReceipt>> SetTestSetAsync(
        string datasetId, HttpRequest request, DatasetRegistry datasets, UploadReceiver receiver, TestSets testSets, IObjectStore store,
        CancellationToken cancellationToken)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        var received = await receiver.ReceiveAsync(request, settings.Classes, labelled: true, erased, cancellationToken);
        if (received.Files.FirstOrDefault(file => erased.Contains(Digests.Hex(file.Content.Digest))) is { } gone)
        {
            throw Refusal.Conflict(Erasures.Reason, $"'{gone.Name}' is an image that was erased: leave it out of the test set.");
        }

        return TypedResults.Ok(await testSets.SetAsync(datasetId, received, cancellationToken));
    }
}
