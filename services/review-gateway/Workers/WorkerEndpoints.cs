using Dcai.Api;
using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Workers;

/// <summary>Who works.</summary>
internal static class WorkerEndpoints
{
    public static void MapWorkers(this IEndpointRouteBuilder routes) => routes
        .MapGroup("/workers").WithTags("Workers")
        .MapGet("", List).ForAnyLogin().WithName("ListWorkers").WithSummary("The processes that have given a sign of life within the last 45 seconds, and what they do for the datasets that one may see.");

    private static Ok<WorkerList> List(WorkerBoard board, HttpContext context) =>
        TypedResults.Ok(new WorkerList { Workers = [.. board.Alive().Select(entry => ToApi(entry, Visitor.Of(context)))] });

    private static WorkerStatus ToApi(WorkerBoard.Entry entry, Visitor visitor) => new()
    {
        Service = entry.Report.Service,
        Instance = entry.Report.Instance,
        Host = entry.Report.Host,
        ProcessId = entry.Report.ProcessId,
        StartedAt = entry.Report.StartedAt,
        ResidentBytes = entry.Report.ResidentBytes,
        At = entry.At,
        Tasks = [.. entry.Report.Activities.Where(activity => visitor.May(Role.Viewer, activity.DatasetId)).Select(activity => new WorkerTask
        {
            Command = activity.Command,
            DatasetId = activity.DatasetId,
            Round = activity.Round,
            Count = activity.Count,
            Since = activity.Since,
        })],
    };
}
