using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>What is done to the stored data itself.</summary>
internal static class UpkeepEndpoints
{
    private const int DefaultDays = 7;
    private const int MostDays = 36_500;

    public static void MapUpkeep(this IEndpointRouteBuilder routes)
    {
        var upkeep = routes.MapGroup("").WithTags("Upkeep");
        upkeep.MapPost("gc", SweepAsync).ForAdminsOfAll().WithName("SweepStore")
            .WithSummary("Remove what nobody needs any more: checkpoints, results of generations that are over, blobs that no document names.")
            .Produces<SweepReport>(StatusCodes.Status200OK, ReportLines.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        upkeep.MapDelete("datasets/{datasetId}", DeleteAsync).ForAdmins().AuditedByItself().WithName("DeleteDataset")
            .WithSummary("Delete a dataset whose curation is cancelled or was never started; the same request goes on with a deletion that was interrupted.")
            .Produces<DeletionReport>(StatusCodes.Status200OK, ReportLines.MediaType)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task SweepAsync(
        string? datasetId, int? olderThanDays, bool? dryRun, DatasetRegistry datasets, StoreSweep sweep, HttpResponse response, CancellationToken cancellationToken)
    {
        var days = olderThanDays ?? DefaultDays;
        if (days < BlobSweeps.ShortestAge.TotalDays || days > MostDays)
        {
            throw Refusal.BadRequest("age", $"olderThanDays is {days}: it must be in 1 … {MostDays}, for what is younger may be in use by an upload or a training that nothing names yet.");
        }

        if (datasetId is not null)
        {
            await datasets.NewestAsync(datasetId, cancellationToken);
        }

        await ReportLines.WriteAsync(
            response,
            ReportAsync(sweep, datasetId, days, dryRun ?? false, cancellationToken),
            (report, problem) => report with { Done = false, Problem = problem },
            cancellationToken);
    }

    private static Task DeleteAsync(string datasetId, DatasetDisposal disposal, HttpContext context, CancellationToken cancellationToken) =>
        ReportLines.WriteAsync(
            context.Response,
            disposal.DeleteAsync(datasetId, Caller.Of(context), cancellationToken),
            (report, problem) => report with { Done = false, Problem = problem },
            cancellationToken);

    private static async IAsyncEnumerable<SweepReport> ReportAsync(
        StoreSweep sweep, string? datasetId, int days, bool dryRun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = ToApi(new SweptCounts(), days, dryRun);
        await foreach (var counts in sweep.RunAsync(datasetId, TimeSpan.FromDays(days), dryRun, cancellationToken))
        {
            yield return last = ToApi(counts, days, dryRun);
        }

        yield return last with { Done = true };
    }

    private static SweepReport ToApi(SweptCounts counts, int days, bool dryRun) => new()
    {
        DryRun = dryRun,
        OlderThanDays = days,
        Checkpoints = ToApi(counts.Checkpoints),
        Results = ToApi(counts.Results),
        DeadLetters = ToApi(counts.DeadLetters),
        Blobs = ToApi(counts.Blobs),
        BlobsLooked = counts.BlobsLooked,
        Done = false,
    };

    private static ObjectCounts ToApi(ObjectTally tally) => new() { Objects = tally.Objects, SizeBytes = tally.Bytes };
}
