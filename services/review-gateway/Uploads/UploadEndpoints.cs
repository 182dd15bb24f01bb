using System.Text.Json;
using Dcai.Api;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Sources;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Buckets;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Releases;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Images come in.</summary>
internal static class UploadEndpoints
{
    private const string Ingested = "ingested";
    private const double LongestWaitSeconds = 60;
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
        datasets.MapGet("uploads/{uploadId}", VerdictsAsync).ForViewers().WithName("GetUpload").WithSummary("What became of each file of an upload; waits for up to the seconds of 'wait'.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("arrivals", SummariseAsync).ForViewers().WithName("SummariseArrivals").WithSummary("What has come in so far, or had when a release was made: why files were rejected, and which images look alike.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapGet("arrivals/sheet", SheetAsync).ForViewers().WithName("GetLookalikeSheet").WithSummary("The largest groups of images that look alike on one picture, a row for each.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png")
            .ProducesProblem(StatusCodes.Status404NotFound);
        datasets.MapPost("images", TakeImageAsync).ForAdmins().WithName("AddImage")
            .WithSummary("Add one image: the body is its bytes, the query says what it is.")
            .Accepts<Stream>("application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        datasets.MapPost("archives", TakeArchiveAsync).ForAdmins().WithName("AddArchive")
            .WithSummary("Add the images of an archive: the body is it, read as a stream; answered when all of them are stored.")
            .WithDescription("kind: tar, tar.gz or zip. labels: folders (class/image, split/class/image), none, or a pattern of names such as {label}_*.png.")
            .Accepts<Stream>("application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        datasets.MapPost("bucket-events", HintAsync).ForAdmins().WithName("NotifyOfBucket")
            .WithSummary("Tell of new objects in a watched bucket, as S3 servers do: an S3 event message. A hint; the bucket is listed in any case.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
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

    private static async Task<Ok<ArrivalSummary>> SummariseAsync(
        string datasetId, DatasetRegistry datasets, ArrivalSummaries summaries, ReleaseShelf releases, CancellationToken cancellationToken, int? release = null)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(release is { } number
            ? await summaries.ReadAsync(datasetId, await releases.SnapshotAsync(datasetId, number, cancellationToken), cancellationToken)
            : await summaries.ReadAsync(datasetId, cancellationToken));
    }

    private static async Task<FileContentHttpResult> SheetAsync(
        string datasetId, DatasetRegistry datasets, ArrivalSummaries summaries, HttpResponse response, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(await summaries.SheetAsync(datasetId, cancellationToken), "image/png");
    }

    private static async Task<Ok<UploadVerdicts>> VerdictsAsync(
        string datasetId, string uploadId, DatasetRegistry datasets, VerdictShelf verdicts, CancellationToken cancellationToken, double wait = 0)
    {
        if (!(wait is >= 0 and <= LongestWaitSeconds))
        {
            throw Refusal.BadRequest("wait", FormattableString.Invariant($"wait is {wait}: it must be in 0 … {LongestWaitSeconds} seconds."));
        }

        if (!SampleImages.IsId(uploadId))
        {
            throw Refusal.NotFound("no-upload", $"Dataset '{datasetId}' has had no upload '{uploadId}'.");
        }

        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(await verdicts.ReadAsync(datasetId, uploadId, TimeSpan.FromSeconds(wait), cancellationToken));
    }

    private static async Task<Ok<ArrivalReport>> TakeImageAsync(
        string datasetId, string name, HttpRequest request, DatasetRegistry datasets, ArrivalIntake intake, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken, string? label = null, string? split = null, string source = "upload", string origin = Ingested)
    {
        var (_, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        UploadReceiver.Check(new ManifestFile { Name = name, Label = label, Split = split }, settings.Classes, labelled: false);
        LiftLimit(request);
        var image = new SingleImage(request.Body, name, label, split, options.Value.MaximumFileBytes);
        return TypedResults.Ok(await intake.TakeAsync(datasetId, SourceOf(source), OriginOf(origin), image, cancellationToken));
    }

    private static async Task<Ok<ArrivalReport>> TakeArchiveAsync(
        string datasetId, string kind, HttpRequest request, DatasetRegistry datasets, ArrivalIntake intake, IOptions<GatewayOptions> options,
        CancellationToken cancellationToken, string labels = "folders", string source = "archive", string origin = Ingested)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        var packing = ArchiveSource.KindOf($".{kind}") ?? throw Refusal.BadRequest("kind", $"kind is '{kind}': it must be tar, tar.gz or zip.");
        var (rule, why) = (RuleOf(labels), OriginOf(origin));
        LiftLimit(request);
        var limits = new SourceLimits { MaximumFileBytes = options.Value.MaximumFileBytes };
        await using var body = new LimitedBody(request.Body, options.Value.MaximumUploadBytes);
        if (packing != ArchiveKind.Zip)
        {
            return TypedResults.Ok(await intake.TakeAsync(datasetId, SourceOf(source), why, new ArchiveSource(body, packing, rule, limits), cancellationToken));
        }

        // A zip's list is at its end, so it goes to the disk first; no more of it is in memory than a file.
        await using var spool = TemporaryStream.Create();
        await body.CopyToAsync(spool, cancellationToken);
        spool.Position = 0;
        return TypedResults.Ok(await intake.TakeAsync(datasetId, SourceOf(source), why, new ArchiveSource(spool, packing, rule, limits), cancellationToken));
    }

    private static async Task<Ok<BucketHints>> HintAsync(
        string datasetId, JsonElement message, DatasetRegistry datasets, BucketWatcher watcher, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return TypedResults.Ok(watcher.Hint(datasetId, BucketEvents.Read(message)));
    }

    private static LabelRule RuleOf(string labels)
    {
        try
        {
            return LabelRule.Named(labels);
        }
        catch (ImageSourceException wrong)
        {
            throw Refusal.BadRequest("labels", $"labels: {wrong.Message}.");
        }
    }

    private static string SourceOf(string source) =>
        string.IsNullOrWhiteSpace(source) ? throw Refusal.BadRequest("source", "source is empty: say where the files come from, or leave it out.") : source;

    private static UploadOrigin OriginOf(string origin) => origin switch
    {
        Ingested => UploadOrigin.Ingested,
        "gathered" => UploadOrigin.Gathered,
        _ => throw Refusal.BadRequest("origin", $"origin is '{origin}': it must be {Ingested} or gathered."),
    };

    /// <summary>Our own limits replace the server's, which knows neither files nor archives.</summary>
    private static void LiftLimit(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
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
