using Dcai.ReviewGateway.Upkeep;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>Records what admins ask for before it is done: where it cannot be recorded, it is not done.</summary>
internal sealed class AdminAudit(AccessAudit audit) : IMiddleware
{
    private static readonly string[] Policies = [AccessPolicies.ForDataset(Api.Role.Admin), AccessPolicies.ForAll(Api.Role.Admin)];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && context.GetEndpoint()?.Metadata is { } metadata
            && metadata.GetMetadata<AuditedByItselfMark>() is null
            && metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => Policies.Contains(data.Policy, StringComparer.Ordinal))
            && metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } operation)
        {
            await audit.WriteAsync(
                operation, Caller.Of(context), context.RequestAborted, datasetId: context.GetRouteValue(RoleRequirement.DatasetParameter) as string);
        }

        await next(context);
    }
}
