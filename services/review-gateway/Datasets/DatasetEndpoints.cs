using System.Globalization;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Releases;
using Dcai.ReviewGateway.Upkeep;
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
        datasets.MapPost("", CreateAsync).ForAdminsOfAll().AuditedByItself().WithName("CreateDataset").WithSummary("Create a dataset; the same request again is the same dataset.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        datasets.MapGet("", ListAsync).ForAnyLogin().WithName("ListDatasets").WithSummary("Every dataset that one may see, and where it stands.");
        datasets.MapGet("{datasetId}", StatusAsync).ForViewers().WithName("GetDataset").WithSummary("Where a dataset stands, with live progress.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/settings", SettingsAsync).ForViewers().WithName("GetSettings").WithSummary("The newest settings.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapPut("{datasetId}/settings", ChangeSettingsAsync).ForAdmins().WithName("ChangeSettings")
            .WithSummary("A new version of the settings, unless the newest says the same; classes, test set and initial weights stay. With basedOn only while that is the newest version.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        datasets.MapPut("{datasetId}/initial-weights", SetInitialWeightsAsync).ForAdmins().WithName("SetInitialWeights")
            .WithSummary("The safetensors file whose fitting tensors auxiliary trainings begin with; a new version of the settings.")
            .WithMetadata(new RequestSizeLimitAttribute(InitialWeights.MostBytes))
            .Accepts<Stream>("application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/snapshots", SnapshotsAsync).ForViewers().WithName("ListSnapshots").WithSummary("The dataset's history, the oldest first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/rounds", RoundsAsync).ForViewers().WithName("ListRounds").WithSummary("What every round so far was worth, measured when its review was folded in.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("{datasetId}/samples/{sampleId}/image", ImageAsync).ForViewers().WithName("GetSampleImage")
            .WithSummary("An image's bytes; they never change, so its id is its ETag.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);
        datasets.MapGet("{datasetId}/samples/{sampleId}/thumbnail", ThumbnailAsync).ForViewers().WithName("GetThumbnail")
            .WithSummary("The image, reduced where it is much larger than size pixels, 16 to 1024; the size is rounded up to a power of two.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone);

        MapSteering(datasets, "start", "Begin to curate, with the newest settings.", (steering, id, ct) => steering.StartAsync(id, ct));
        MapSteering(datasets, "pause", "Send nothing new until resumed.", (steering, id, ct) => steering.PauseAsync(id, ct));
        MapSteering(datasets, "resume", "Go on after a pause or a fault.", (steering, id, ct) => steering.ResumeAsync(id, ct));
        MapSteering(datasets, "cancel", "Stop for good; what is certified stays certified.", (steering, id, ct) => steering.CancelAsync(id, ct));
    }

    private static void MapSteering(
        RouteGroupBuilder datasets, string verb, string summary, Func<Steering, string, CancellationToken, Task<SteeringResult>> steer) =>
        datasets.MapPost($"{{datasetId}}/{verb}", async (string datasetId, Steering steering, CancellationToken cancellationToken) =>
                TypedResults.Ok(await steer(steering, datasetId, cancellationToken)))
            .ForAdmins().WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Curation").WithSummary($"{summary} Answered when it is stored.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<SettingsVersion>, Ok<SettingsVersion>>> CreateAsync(
        CreateDataset request, DatasetRegistry registry, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        var (version, created) = await registry.CreateAsync(request, cancellationToken);
        if (created)
        {
            await audit.WriteAsync("CreateDataset", Caller.Of(context), cancellationToken, datasetId: request.DatasetId);
        }

        return created ? TypedResults.Created($"/api/datasets/{request.DatasetId}", version) : TypedResults.Ok(version);
    }

    private static async Task<Ok<DatasetList>> ListAsync(
        DatasetRegistry registry, DatasetStatusReader reader, HttpContext context, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        var seen = await registry.NamesAsync(cancellationToken).Where(datasetId => Visitor.Of(context).May(Role.Viewer, datasetId)).ToListAsync(cancellationToken);
        var (page, next) = CursorPage.Take(seen, cursor, limit, datasetId => datasetId);
        var statuses = new List<DatasetStatus>(page.Count);
        foreach (var datasetId in page)
        {
            statuses.Add(await reader.ReadAsync(datasetId, cancellationToken));
        }

        return TypedResults.Ok(new DatasetList { Datasets = statuses, NextCursor = next });
    }

    private static async Task<Ok<DatasetStatus>> StatusAsync(string datasetId, DatasetStatusReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.ReadAsync(datasetId, cancellationToken));

    private static async Task<Ok<SettingsVersion>> SettingsAsync(string datasetId, DatasetRegistry registry, CancellationToken cancellationToken)
    {
        var (version, settings) = await registry.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(SettingsMapping.ToApi(version, settings));
    }

    private static async Task<Ok<SettingsVersion>> ChangeSettingsAsync(
        string datasetId, DatasetSettings settings, DatasetRegistry registry, CancellationToken cancellationToken, int? basedOn = null) =>
        TypedResults.Ok(await registry.ChangeAsync(datasetId, settings, basedOn, cancellationToken));

    private static async Task<Ok<SettingsVersion>> SetInitialWeightsAsync(
        string datasetId, HttpRequest request, InitialWeights weights, CancellationToken cancellationToken) =>
        TypedResults.Ok(await weights.SetAsync(datasetId, request.Body, cancellationToken));

    private static async Task<Ok<SnapshotList>> SnapshotsAsync(
        string datasetId, DatasetRegistry registry, IObjectStore store, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        await registry.NewestAsync(datasetId, cancellationToken);
        var keys = await store.ListAsync(StoreKeys.SnapshotPrefix(datasetId), cancellationToken: cancellationToken).Select(stored => stored.Key).ToListAsync(cancellationToken);
        var (page, next) = CursorPage.Take(keys, cursor, limit, key => StoreKeys.Name(key));
        var snapshots = new List<SnapshotSummary>(page.Count);
        foreach (var key in page)
        {
            snapshots.Add(SnapshotMapping.ToApi(await store.GetDocumentAsync(key, Formats.Snapshot, cancellationToken)));
        }

        return TypedResults.Ok(new SnapshotList { Snapshots = snapshots, NextCursor = next });
    }

    private static async Task<Ok<RoundList>> RoundsAsync(
        string datasetId,
        DatasetRegistry registry,
        ICurationStatus curations,
        IObjectStore store,
        CancellationToken cancellationToken,
        string? cursor = null,
        int limit = CursorPage.Usual)
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

        var (page, next) = CursorPage.Take(rounds, cursor, limit, round => round.Round.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new RoundList { Rounds = page, NextCursor = next });
    }

    /// <summary>The browser may keep the bytes, and asks each time whether they may still be shown: they may be erased, and who looks may have lost the right to.</summary>
    private static Task<Results<FileContentHttpResult, StatusCodeHttpResult>> ImageAsync(
        string datasetId, string sampleId, SampleImages images, HttpContext context, CancellationToken cancellationToken) =>
        AnswerAsync(context, sampleId, () => images.RequireAsync(datasetId, sampleId, cancellationToken), () => images.ReadAsync(datasetId, sampleId, cancellationToken));

    private static Task<Results<FileContentHttpResult, StatusCodeHttpResult>> ThumbnailAsync(
        string datasetId, string sampleId, int size, SampleImages images, Thumbnails thumbnails, HttpContext context, CancellationToken cancellationToken) =>
        AnswerAsync(
            context,
            $"{sampleId}-{size}",
            () => images.RequireAsync(datasetId, sampleId, cancellationToken),
            () => thumbnails.ReadAsync(datasetId, sampleId, size, cancellationToken));

    /// <summary>The browser keeps a picture, and asks each time whether it may still show it.</summary>
    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> AnswerAsync(
        HttpContext context, string name, Func<Task> require, Func<Task<(byte[] Content, string MediaType)>> read)
    {
        var tag = new EntityTagHeaderValue($"\"{name}\"");
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            await require();
            context.Response.GetTypedHeaders().ETag = tag;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var (content, mediaType) = await read();
        return TypedResults.Bytes(content, mediaType, entityTag: tag);
    }
}
