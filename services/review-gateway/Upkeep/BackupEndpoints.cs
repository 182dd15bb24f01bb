using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Datasets leave as copies, and come back.</summary>
internal static class BackupEndpoints
{
    private const string Bytes = "application/octet-stream";

    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        // The list of a copy names blobs by digest, whichever dataset they are of: so both are for those who may see all.
        var datasets = routes.MapGroup("/datasets/{datasetId}").WithTags("Upkeep").ForAdminsOfAll();
        datasets.MapGet("backup", ListAsync).WithName("ListBackup")
            .WithSummary("Every object that a copy of the dataset needs, while it is curated: fetch each of them and keep the list.")
            .Produces<BackupEntry>(StatusCodes.Status200OK, ReportLines.MediaType)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        datasets.MapGet("backup/{**key}", ReadAsync).WithName("GetBackupObject").WithSummary("The bytes of an object that the list names.")
            .Produces(StatusCodes.Status200OK, contentType: Bytes).ProducesProblem(StatusCodes.Status404NotFound);

        var restores = routes.MapGroup("/restores/{datasetId}").WithTags("Upkeep").ForAdminsOfAll().AuditedByItself();
        restores.MapPut("", BeginAsync).WithName("BeginRestore").WithSummary("Begin, or go on with, restoring a dataset that is not there; nobody sees it before it is committed.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        restores.MapMethods("objects/{**key}", [HttpMethods.Head], HasAsync).WithName("HasRestoredObject").WithSummary("Whether an object of the copy is there already.")
            .Produces(StatusCodes.Status200OK).Produces(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        restores.MapPut("objects/{**key}", PutAsync).WithName("PutRestoredObject").WithSummary("An object of the copy, verified against its digest.")
            .WithMetadata(new DisableRequestSizeLimitAttribute()).Accepts<Stream>(Bytes).ProducesProblem(StatusCodes.Status409Conflict);
        restores.MapPost("commit", CommitAsync).WithName("CommitRestore").WithSummary("Verify every object, and let the dataset be seen.")
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Produces<RestoreReport>(StatusCodes.Status200OK, ReportLines.MediaType).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task ListAsync(
        string datasetId, DatasetRegistry datasets, DatasetBackup backup, HttpResponse response, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        await ReportLines.WriteAsync(
            response, EntriesAsync(backup, datasetId, cancellationToken), (_, problem) => new BackupEntry { Problem = problem }, cancellationToken);
    }

    private static async IAsyncEnumerable<BackupEntry> EntriesAsync(
        DatasetBackup backup, string datasetId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in backup.ListAsync(datasetId, cancellationToken))
        {
            yield return new BackupEntry { Key = stored.Key, Digest = stored.Digest, SizeBytes = stored.SizeBytes };
        }

        yield return new BackupEntry { Done = true };
    }

    private static async Task<FileStreamHttpResult> ReadAsync(
        string datasetId, string key, DatasetRegistry datasets, IObjectStore store, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        if (key.StartsWith(StoreKeys.Dataset(datasetId), StringComparison.Ordinal) || key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal))
        {
            try
            {
                return TypedResults.Stream(await store.OpenReadAsync(key, cancellationToken: cancellationToken), Bytes);
            }
            catch (Exception absent) when (absent is ObjectNotFoundException or ArgumentException)
            {
                // Said below.
            }
        }

        throw Refusal.NotFound("no-object", $"Dataset '{datasetId}' has no object '{key}' for a backup (any more): see GET /api/datasets/{datasetId}/backup.");
    }

    private static async Task<NoContent> BeginAsync(string datasetId, DatasetRestore restore, HttpContext context, CancellationToken cancellationToken)
    {
        SettingsRules.CheckName(datasetId);
        await restore.BeginAsync(datasetId, Caller.Of(context), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok, NotFound>> HasAsync(
        string datasetId, string key, string digest, long sizeBytes, DatasetRestore restore, CancellationToken cancellationToken) =>
        await restore.HasAsync(datasetId, new StoredObject(key, digest, sizeBytes), cancellationToken) ? TypedResults.Ok() : TypedResults.NotFound();

    private static async Task<NoContent> PutAsync(
        string datasetId, string key, string digest, long sizeBytes, DatasetRestore restore, HttpRequest request, CancellationToken cancellationToken)
    {
        await restore.PutAsync(datasetId, new StoredObject(key, digest, sizeBytes), request.Body, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task CommitAsync(
        string datasetId, RestoredObjects objects, DatasetRestore restore, HttpResponse response, CancellationToken cancellationToken) =>
        ReportLines.WriteAsync(
            response,
            ReportAsync(datasetId, objects, restore, cancellationToken),
            (report, problem) => report with { Done = false, Problem = problem },
            cancellationToken);

    private static async IAsyncEnumerable<RestoreReport> ReportAsync(
        string datasetId, RestoredObjects objects, DatasetRestore restore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Step = 100;
        StoredObject[] wanted = [.. objects.Entries.Select(entry => new StoredObject(entry.Key ?? "", entry.Digest ?? "", entry.SizeBytes))];
        var report = new RestoreReport { DatasetId = datasetId, Verified = 0, Total = wanted.Length, Done = false };
        await foreach (var verified in restore.CommitAsync(datasetId, wanted, cancellationToken))
        {
            report = report with { Verified = verified };
            if (verified % Step == 0)
            {
                yield return report;
            }
        }

        yield return report with { Done = true };
    }
}
