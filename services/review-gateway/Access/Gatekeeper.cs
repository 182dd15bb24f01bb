using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>Finds out who asks: by the gateway's token, an API token, or a browser's session. What they may do is said beside each endpoint.</summary>
internal sealed class Gatekeeper(GatewayToken token, ApiTokens tokens, BrowserSession session, Logins logins) : IMiddleware
{
    /// <summary>No other site's page can send it without asking, and it is never allowed: so a write with it comes from our page.</summary>
    public const string PageHeader = "X-Dcai-Page";

    private const string Scheme = "Bearer ";
    private const string TokenParameter = "token";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        if (await FindAsync(context) is { } visitor)
        {
            context.User = visitor;
            if (request.Path == "/" && HttpMethods.IsGet(request.Method) && request.Query.ContainsKey(TokenParameter) && !visitor.HasSession)
            {
                await logins.EnterAsync(context, user: null);
                LeadIn(context);
                return;
            }

            if (visitor.HasSession && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            {
                RequireOurPage(request);
            }
        }

        await next(context);
    }

    /// <summary>To an address that holds no secret.</summary>
    public static void LeadIn(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    /// <exception cref="GatewayProblemException">Another site's page may have made the browser ask.</exception>
    public static void RequireOurPage(HttpRequest request)
    {
        if (!request.Headers.ContainsKey(PageHeader))
        {
            throw Refusal.Forbidden(
                "foreign-page",
                $"A browser's session alone changes nothing: send the header '{PageHeader}: 1', which no other site's page can, or 'Authorization: Bearer TOKEN'.");
        }
    }

    private async Task<Visitor?> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var bearer = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

        // An address stays in histories and logs, so an API token never comes in one.
        if ((bearer ?? context.Request.Query[TokenParameter].FirstOrDefault()) is { } candidate && await token.IsAsync(candidate, context.RequestAborted))
        {
            return Visitor.WithGatewayToken(hasSession: false);
        }

        if (bearer is not null && await tokens.FindAsync(bearer, context.RequestAborted) is { } apiToken)
        {
            return Visitor.WithToken(apiToken);
        }

        var (visitor, hasEnded) = await session.ReadAsync(context);
        if (hasEnded)
        {
            context.Features.Set(EndedSession.Instance);
        }

        return visitor;
    }
}
