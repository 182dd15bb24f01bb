using Dcai.ReviewGateway.Page;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>Nothing but health and the login is open without the token, or without the session that a browser got for it.</summary>
internal sealed class TokenGate(GatewayToken token, BrowserSession session) : IMiddleware
{
    /// <summary>No other site's page can send it without asking, and it is never allowed: so a write with it comes from our page.</summary>
    public const string PageHeader = "X-Dcai-Page";

    private const string Scheme = "Bearer ";
    private const string TokenParameter = "token";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.Value is "/health/live" or "/health/ready" || IsLogin(request))
        {
            await next(context);
            return;
        }

        if (Candidate(request) is { } candidate && await token.IsAsync(candidate, context.RequestAborted))
        {
            if (request.Path == "/" && HttpMethods.IsGet(request.Method) && request.Query.ContainsKey(TokenParameter))
            {
                await EnterAsync(context, session);
                return;
            }

            await next(context);
            return;
        }

        if (await session.IsGoodAsync(context))
        {
            RequireOurPage(request);
            await next(context);
            return;
        }

        if (request.Path == "/" && LoginPage.IsWanted(request))
        {
            await LoginPage.ShowAsync(context, wasRefused: request.Query.ContainsKey(TokenParameter));
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new GatewayProblemException(
            StatusCodes.Status401Unauthorized,
            "token",
            "This gateway wants its token: send 'Authorization: Bearer TOKEN' or open the link that it printed when it started.");
    }

    /// <summary>Exchanges the token for a session and leads to an address that does not hold it.</summary>
    public static async Task EnterAsync(HttpContext context, BrowserSession session)
    {
        await session.GrantAsync(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    private static bool IsLogin(HttpRequest request) => request.Path == LoginPage.Path && HttpMethods.IsPost(request.Method);

    private static void RequireOurPage(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !request.Headers.ContainsKey(PageHeader))
        {
            throw new GatewayProblemException(
                StatusCodes.Status403Forbidden,
                "foreign-page",
                $"A browser's session alone changes nothing: send the header '{PageHeader}: 1', which no other site's page can, or 'Authorization: Bearer TOKEN'.");
        }
    }

    private static string? Candidate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : request.Query[TokenParameter].FirstOrDefault();
    }
}
