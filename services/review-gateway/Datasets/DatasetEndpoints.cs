using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Datasets, their settings, their state, their history and their images.</summary>
internal static class DatasetEndpoints
{
    public static void MapDatasets(this IEndpointRouteBuilder routes)
    {
        var datasets = routes.MapGroup("/datasets").WithTags("Datasets");
        datasets.MapPost("", CreateAsync).WithName("CreateDataset").WithSummary("Create a dataset; the same request again is the same dataset.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        datasets.MapGet("", ListAsync).WithName("ListDatasets").WithSummary("Every dataset and where it stands.");
        datasets.MapGet("{datasetId}", StatusAsync).WithName("GetDataset").WithSummary("Where a dataset stands, with live progress.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/settings", SettingsAsync).WithName("GetSettings").WithSummary("The newest settings.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapPut("{datasetId}/settings", ChangeSettingsAsync).WithName("ChangeSettings")
            .WithSummary("A new version of the settings, unless the newest says the same; classes, test set and initial weights stay.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        datasets.MapPut("{datasetId}/initial-weights", SetInitialWeightsAsync).WithName("SetInitialWeights")
            .WithSummary("The safetensors file whose fitting tensors auxiliary trainings begin with; a new version of the settings.")
            .WithMetadata(new RequestSizeLimitAttribute(InitialWeights.MostBytes))
            .Accepts<Stream>("application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/snapshots", SnapshotsAsync).WithName("ListSnapshots").WithSummary("The dataset's history, the oldest first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/rounds", RoundsAsync).WithName("ListRounds").WithSummary("What every round so far was worth, measured when its review was folded in.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/samples/{sampleId}/image", ImageAsync).WithName("GetSampleImage")
            .WithSummary("An image's bytes; they never change, so its id is its ETag.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);

        MapSteering(datasets, "start", "Begin to curate, with the newest settings.", (steering, id, ct) => steering.StartAsync(id, ct));
        MapSteering(datasets, "pause", "Send nothing new until resumed.", (steering, id, ct) => steering.PauseAsync(id, ct));
        MapSteering(datasets, "resume", "Go on after a pause or a fault.", (steering, id, ct) => steering.ResumeAsync(id, ct));
        MapSteering(datasets, "cancel", "Stop for good; what is certified stays certified.", (steering, id, ct) => steering.CancelAsync(id, ct));
    }

    private static void MapSteering(
        RouteGroupBuilder datasets, string verb, string summary, Func<Steering, string, CancellationToken, Task<SteeringResult>> steer) =>
        datasets.MapPost($"{{datasetId}}/{verb}", async (string datasetId, Steering steering, CancellationToken cancellationToken) =>
                TypedResults.Ok(await steer(steering, datasetId, cancellationToken)))
            .WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Curation").WithSummary($"{summary} Answered when it is stored.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<SettingsVersion>, Ok<SettingsVersion>>> CreateAsync(
        CreateDataset request, DatasetRegistry registry, CancellationToken cancellationToken)
    {
        var (version, created) = await registry.CreateAsync(request, cancellationToken);
        return created ? TypedResults.Created($"/api/datasets/{request.DatasetId}", version) : TypedResults.Ok(version);
    }

    private static async Task<Ok<DatasetList>> ListAsync(DatasetRegistry registry, DatasetStatusReader reader, CancellationToken cancellationToken)
    {
        var statuses = new List<DatasetStatus>();
        await foreach (var datasetId in registry.NamesAsync(cancellationToken))
        {
            statuses.Add(await reader.ReadAsync(datasetId, cancellationToken));
        }

        return TypedResults.Ok(new DatasetList { Datasets = statuses });
    }

    private static async Task<Ok<DatasetStatus>> StatusAsync(string datasetId, DatasetStatusReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.ReadAsync(datasetId, cancellationToken));

    private static async Task<Ok<SettingsVersion>> SettingsAsync(string datasetId, DatasetRegistry registry, CancellationToken cancellationToken)
    {
        var (version, settings) = await registry.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(SettingsMapping.ToApi(version, settings));
    }

    private static async Task<Ok<SettingsVersion>> ChangeSettingsAsync(
        string datasetId, DatasetSettings settings, DatasetRegistry registry, CancellationToken cancellationToken) =>
        TypedResults.Ok(await registry.ChangeAsync(datasetId, settings, cancellationToken));

    private static async Task<Ok<SettingsVersion>> SetInitialWeightsAsync(
        string datasetId, HttpRequest request, InitialWeights weights, CancellationToken cancellationToken) =>
        TypedResults.Ok(await weights.SetAsync(datasetId, request.Body, cancellationToken));

    private static async Task<Ok<SnapshotList>> SnapshotsAsync(
        string datasetId, DatasetRegistry registry, IObjectStore store, CancellationToken cancellationToken)
    {
        await registry.NewestAsync(datasetId, cancellationToken);
        var snapshots = new List<SnapshotSummary>();
        await foreach (var stored in store.ListAsync(StoreKeys.SnapshotPrefix(datasetId), cancellationToken: cancellationToken))
        {
            snapshots.Add(SnapshotMapping.ToApi(await store.GetDocumentAsync(stored.Key, Formats.Snapshot, cancellationToken)));
        }

        return TypedResults.Ok(new SnapshotList { Snapshots = snapshots });
    }

    private static async Task<Ok<RoundList>> RoundsAsync(
        string datasetId, DatasetRegistry registry, ICurationStatus curations, IObjectStore store, CancellationToken cancellationToken)
    {
        await registry.NewestAsync(datasetId, cancellationToken);
        var last = (await curations.FindAsync(datasetId, cancellationToken))?.Round ?? 0;
        var rounds = new List<RoundReport>();
        for (var round = 1; round <= last; round++)
        {
            if (await store.TryGetDocumentAsync(StoreKeys.RoundMetrics(datasetId, round), Formats.RoundMetrics, cancellationToken) is { } metrics)
            {
                rounds.Add(ReleaseMapping.ToApi(metrics));
            }
        }

        return TypedResults.Ok(new RoundList { Rounds = rounds });
    }

    private static async Task<FileContentHttpResult> ImageAsync(
        string datasetId, string sampleId, SampleImages images, HttpResponse response, CancellationToken cancellationToken)
    {
        var (content, mediaType) = await images.ReadAsync(datasetId, sampleId, cancellationToken);
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(content, mediaType, entityTag: new EntityTagHeaderValue($"\"{sampleId}\""));
    }
}
