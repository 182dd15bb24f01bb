using Dcai.ReviewGateway.Page;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>What somebody hears who may not pass.</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (authorizeResult.Forbidden)
        {
            throw Refusal.Forbidden("role", Explain(context, policy));
        }

        if (context.Request.Path == "/" && LoginPage.IsWanted(context.Request))
        {
            return LoginPage.ShowAsync(context, context.Request.Query.ContainsKey("token") ? "That token does not open this gateway." : "");
        }

        throw context.Features.Get<EndedSession>() is not null
            ? new GatewayProblemException(
                StatusCodes.Status401Unauthorized,
                "session-over",
                "Your session is over: its time has run out, your password was changed, or your account was removed. Log in again, or ask an admin.")
            : new GatewayProblemException(
                StatusCodes.Status401Unauthorized,
                "token",
                "This gateway wants its token or a login: send 'Authorization: Bearer TOKEN', log in, or open the link that it printed when it started.");
    }

    private static string Explain(HttpContext context, AuthorizationPolicy policy)
    {
        var (needs, visitor) = (policy.Requirements.OfType<RoleRequirement>().MaxBy(requirement => requirement.Role), Visitor.Of(context));
        var where = needs is { IsForAll: false } && context.GetRouteValue(RoleRequirement.DatasetParameter) is string datasetId ? $"dataset '{datasetId}'" : "all datasets";
        return $"This needs the role {needs?.Role?.ToString().ToLowerInvariant()} for {where}, which {visitor.Title} does not have: ask an admin for it (dcai users grant).";
    }
}
