using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Page;

/// <summary>What a browser without a session sees: a form for the token.</summary>
internal static class LoginPage
{
    public const string Path = "/login";

    private const string Field = "token";
    private const int MostFormBytes = 16 << 10;

    private const string Head = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>dcai</title><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">""";

    public static void MapLogin(this IEndpointRouteBuilder routes) => routes.MapPost(Path, LoginAsync).ExcludeFromDescription();

    /// <summary>Whether a person asks, and not a program.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <param name="context">The request that has no session.</param>
    /// <param name="wasRefused">A token came along and was wrong.</param>
    public static Task ShowAsync(HttpContext context, bool wasRefused)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";

        // A strict cookie does not come along on a link from another site, but does when this very page asks again.
        return context.Response.WriteAsync(
            !wasRefused && context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
                ? $"""{Head}<meta http-equiv="refresh" content="0"></head><body></body></html>"""
                : $"""
                  {Head}</head><body><main><h1>dcai</h1>
                  <p>{(wasRefused ? "That token does not open this gateway. " : "")}Open the link that dcai printed when it started, or enter its token:</p>
                  <form method="post" action="{Path}"><label>Token <input name="{Field}" type="password" autocomplete="current-password" required autofocus></label> <button>Log in</button></form>
                  </main></body></html>
                  """,
            context.RequestAborted);
    }

    private static async Task LoginAsync(HttpContext context, GatewayToken token, BrowserSession session)
    {
        var form = context.Request.HasFormContentType && context.Request.ContentLength <= MostFormBytes
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        if (form[Field].FirstOrDefault() is { } candidate && await token.IsAsync(candidate.Trim(), context.RequestAborted))
        {
            await TokenGate.EnterAsync(context, session);
            return;
        }

        await ShowAsync(context, wasRefused: true);
    }
}
