using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Paging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>Who did what.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGroup("/audit").WithTags("Access")
        .MapGet("", ListAsync).ForAdminsOfAll().WithName("ListAudit").WithSummary("Logins, what was refused, and what admins did, the newest first.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Ok<AuditList>> ListAsync(AccessAudit audit, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        CursorPage.Check(limit);
        var (entries, next) = await audit.ReadAsync(cursor, limit, cancellationToken);
        return TypedResults.Ok(new AuditList { Entries = [.. entries.Select(ToApi)], NextCursor = next });
    }

    private static AuditRecord ToApi(AuditEntry entry) => new()
    {
        At = entry.At,
        Action = entry.Action,
        By = entry.By,
        Subject = entry.Subject,
        DatasetId = entry.DatasetId,
        SampleId = entry.SampleId,
        Reason = entry.Reason,
    };
}
