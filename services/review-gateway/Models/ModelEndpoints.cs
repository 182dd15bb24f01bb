using Dcai.Api;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Dcai.ReviewGateway.Models;

/// <summary>Trained models and their weights.</summary>
internal static class ModelEndpoints
{
    private const string SafeTensors = "application/vnd.safetensors";

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/datasets/{datasetId}").WithTags("Models");
        models.MapGet("rounds/{round:int}/models", OfRoundAsync).ForViewers().WithName("ListRoundModels")
            .WithSummary("The members of a round's ensemble; their probabilities are averaged.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        models.MapGet("rounds/{round:int}/models/{number:int}/weights", RoundWeightsAsync).ForViewers().WithName("GetRoundWeights")
            .WithSummary("A member's weights as safetensors; their digest is the ETag.")
            .Produces(StatusCodes.Status200OK, contentType: SafeTensors).Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
        models.MapGet("releases/{release:int}/models", OfReleaseAsync).ForViewers().WithName("ListReleaseModels")
            .WithSummary("The reference models trained on the release's images, one per seed.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        models.MapGet("releases/{release:int}/models/{number:int}/weights", ReleaseWeightsAsync).ForViewers().WithName("GetReleaseWeights")
            .WithSummary("A reference model's weights as safetensors; their digest is the ETag.")
            .Produces(StatusCodes.Status200OK, contentType: SafeTensors).Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ModelList>> OfRoundAsync(
        string datasetId, int round, DatasetRegistry datasets, ModelShelf shelf, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(new ModelList { Models = await shelf.OfRoundAsync(datasetId, round, cancellationToken) });
    }

    private static async Task<Ok<ModelList>> OfReleaseAsync(
        string datasetId, int release, DatasetRegistry datasets, ModelShelf shelf, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(new ModelList { Models = await shelf.OfReleaseAsync(datasetId, release, cancellationToken) });
    }

    private static async Task<FileStreamHttpResult> RoundWeightsAsync(
        string datasetId, int round, int number, DatasetRegistry datasets, ModelShelf shelf, IObjectStore store, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await StreamAsync(store, await shelf.WeightsOfRoundAsync(datasetId, round, number, cancellationToken), cancellationToken);
    }

    private static async Task<FileStreamHttpResult> ReleaseWeightsAsync(
        string datasetId, int release, int number, DatasetRegistry datasets, ModelShelf shelf, IObjectStore store, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await StreamAsync(store, await shelf.WeightsOfReleaseAsync(datasetId, release, number, cancellationToken), cancellationToken);
    }

    private static async Task<FileStreamHttpResult> StreamAsync(IObjectStore store, Descriptor weights, CancellationToken cancellationToken) =>
        TypedResults.Stream(
            await store.OpenBlobAsync(weights, cancellationToken), SafeTensors, entityTag: new EntityTagHeaderValue($"\"{Digests.Hex(weights.Digest)}\""));
}
