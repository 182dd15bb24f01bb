using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>Compares what an endpoint asks for with what the visitor was granted.</summary>
internal sealed class RoleHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        // Where there is no endpoint there is nothing to guard but the fact that there is none.
        if (context.User is Visitor visitor && context.Resource is HttpContext request
            && (requirement.Role is not { } role || request.GetEndpoint() is null
                || visitor.May(role, requirement.IsForAll ? null : request.GetRouteValue(RoleRequirement.DatasetParameter) as string)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
