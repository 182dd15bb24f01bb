using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Page;

/// <summary>Serves the page for reviewers.</summary>
internal static class PageEndpoints
{
    /// <summary>Nothing from elsewhere, nothing inline, in nobody's frame.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Goes before everything else: every answer has these headers, refusals included.</summary>
    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";

            // Who has logged out finds nothing in the browser's cache, unless an endpoint says how it is to be kept.
            if (context.Response.Headers.CacheControl.Count == 0)
            {
                context.Response.Headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    public static void MapPage(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<PageFiles>().IsBuilt)
        {
            app.Services.GetRequiredService<ILogger<PageFiles>>().LogWarning(
                "The page for reviewers is not part of this build, the REST API is: install Node.js and start with ./dcai up, which builds the page");
        }

        app.MapLogin();
        app.MapGet("/", (HttpContext context, PageFiles files) => ServeAsync(context, files, PageFiles.Index, "no-cache")).ForAnyLogin().ExcludeFromDescription();

        // Their names hold a digest of their content.
        app.MapGet("/assets/{file}", (HttpContext context, PageFiles files, string file) =>
            ServeAsync(context, files, $"assets/{file}", "private, max-age=31536000, immutable")).ForAnyLogin().ExcludeFromDescription();
    }

    private static async Task ServeAsync(HttpContext context, PageFiles files, string name, string caching)
    {
        var (request, response) = (context.Request, context.Response);
        var file = files.Find(name) ?? throw (files.IsBuilt
            ? Refusal.NotFound("no-such-path", $"There is nothing at {request.Path}: the page begins at /.")
            : Refusal.NotFound("no-page", "The page for reviewers is not part of this build: install Node.js and start with ./dcai up, or decide through the REST API (/openapi/v1.json)."));
        response.Headers.CacheControl = caching;
        response.Headers.ETag = file.ETag;
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.Contains(file.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var takesGzip = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var content = takesGzip ? file.Compressed : file.Content;
        if (takesGzip)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentType = file.MediaType;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, context.RequestAborted);
    }
}
