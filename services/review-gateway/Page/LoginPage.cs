using System.Net;
using Dcai.Api;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Page;

/// <summary>What a browser without a session sees: forms for name and password, and for the token.</summary>
internal static class LoginPage
{
    public const string Path = "/login";

    private const string StylePath = "/login.css";
    private const string ScriptPath = "/login.js";
    private const int MostFormBytes = 16 << 10;

    private const string Head = $"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>dcai</title><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="{StylePath}"><script defer src="{ScriptPath}"></script>""";

    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; } main { max-width: 24rem; margin: 3rem auto; padding: 0 1rem; }
        form { display: grid; gap: .6rem; margin: 1rem 0 1.5rem; } label { display: grid; gap: .2rem; } input, button { font: inherit; padding: .35rem .6rem; min-height: 2.4rem; }
        """;

    /// <summary>A message's link leads to a view, which is behind the # and so is seen by the browser alone: a redirection keeps it where the form had it.</summary>
    private const string Script = """
        for (const form of document.forms) form.addEventListener('submit', () => { form.action = form.getAttribute('action').split('#')[0] + location.hash; });
        """;

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, LoginAsync).AllowAnonymous().RequireRateLimiting(LoginLimit.Policy).ExcludeFromDescription();
        routes.MapGet(StylePath, () => TypedResults.Text(Style, "text/css")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(ScriptPath, () => TypedResults.Text(Script, "text/javascript")).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Whether a person asks, and not a program.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <param name="context">The request that has no session.</param>
    /// <param name="complaint">What was wrong with what came along; empty where nothing did.</param>
    /// <param name="status">Of the answer.</param>
    public static Task ShowAsync(HttpContext context, string complaint, int status = StatusCodes.Status401Unauthorized)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var singleSignOn = context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.SingleSignOn;

        // A strict cookie does not come along on a link from another site, but does when this very page asks again.
        return context.Response.WriteAsync(
            complaint.Length == 0 && context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
                ? $"""{Head}<meta http-equiv="refresh" content="0"></head><body></body></html>"""
                : $"""
                  {Head}</head><body><main><h1>dcai</h1>
                  {(complaint.Length > 0 ? $"""<p role="alert">{WebUtility.HtmlEncode(complaint)}</p>""" : "")}
                  <form method="post" action="{Path}"><label>Name <input name="name" autocomplete="username" required autofocus></label>
                  <label>Password <input name="password" type="password" autocomplete="current-password" required></label> <button>Log in</button></form>
                  {(singleSignOn.IsOn ? $"""<p><a href="{SingleSignOn.Path}">Log in by {WebUtility.HtmlEncode(singleSignOn.Title)}</a></p>""" : "")}
                  <details><summary>With the gateway's token</summary><p>Open the link that dcai printed when it started, or enter its token:</p>
                  <form method="post" action="{Path}"><label>Token <input name="token" type="password" autocomplete="off" required></label> <button>Enter</button></form></details>
                  </main></body></html>
                  """,
            context.RequestAborted);
    }

    private static async Task LoginAsync(HttpContext context, Logins logins)
    {
        // Otherwise another site's page could log somebody in under a name that is not theirs.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            await ShowAsync(context, "Another site sent you here with a name or a token: log in yourself.", StatusCodes.Status403Forbidden);
            return;
        }

        var form = context.Request.HasFormContentType && context.Request.ContentLength <= MostFormBytes
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        try
        {
            await logins.LogInAsync(
                context, new LogIn { Name = form["name"].FirstOrDefault(), Password = form["password"].FirstOrDefault(), Token = form["token"].FirstOrDefault() });
            Gatekeeper.LeadIn(context);
        }
        catch (GatewayProblemException refused)
        {
            await ShowAsync(context, refused.Message, refused.Status);
        }
    }
}
