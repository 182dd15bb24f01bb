using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Problems;

/// <summary>Words for what the server itself refuses, before any endpoint has seen it.</summary>
internal static class ProblemWording
{
    public static void Complete(ProblemDetailsContext context)
    {
        var (details, request) = (context.ProblemDetails, context.HttpContext.Request);
        if (details.Extensions.ContainsKey("code"))
        {
            return;
        }

        var (code, detail) = details.Status switch
        {
            StatusCodes.Status404NotFound => ("no-such-path", $"There is nothing at {request.Path}: see /openapi/v1.json for what there is."),
            StatusCodes.Status405MethodNotAllowed => ("no-such-method", $"{request.Path} does not take {request.Method}: see /openapi/v1.json for what it takes."),
            StatusCodes.Status415UnsupportedMediaType => ("media-type", $"{request.Path} does not take '{request.ContentType}': see /openapi/v1.json for what it takes."),
            _ => ("http", details.Title ?? "The request was refused."),
        };
        details.Extensions["code"] = code;
        details.Detail ??= detail;
    }
}
