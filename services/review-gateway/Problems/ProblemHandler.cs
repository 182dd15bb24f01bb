using System.Globalization;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.Work.Upkeep;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Problems;

/// <summary>Turns exceptions into problem details (RFC 9457).</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    private const int DiskFullError = 28; // ENOSPC

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return false;
        }

        var details = Describe(exception);
        if (details.Status == StatusCodes.Status500InternalServerError)
        {
            logger.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
        }

        httpContext.Response.StatusCode = details.Status!.Value;
        if (details.Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (exception is GatewayProblemException { RetryAfter: { } later })
        {
            httpContext.Response.Headers.RetryAfter = later.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details });
        return true;
    }

    /// <summary>The same in a line of an answer that has begun.</summary>
    public static Problem Tell(Exception exception)
    {
        var details = Describe(exception);
        return new Problem { Status = details.Status!.Value, Title = details.Title, Detail = details.Detail, Code = details.Extensions["code"] as string };
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        GatewayProblemException problem => Of(problem),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The request is larger than this endpoint takes: send less at once."),
        BadHttpRequestException bad => Of(bad.StatusCode, "bad-request", OneLine(bad.InnerException?.Message ?? bad.Message)),
        IOException { HResult: DiskFullError } or { InnerException: IOException { HResult: DiskFullError } } =>
            Of(StatusCodes.Status507InsufficientStorage, "disk-full", "The store's disk is full; nothing that was stored is lost: make room and send this again."),
        UpkeepException upkeep => Of(StatusCodes.Status409Conflict, "upkeep", OneLine(upkeep.Message)),
        ObjectStoreException store => Of(StatusCodes.Status503ServiceUnavailable, "store", OneLine(store.Message)),
        _ => Of(StatusCodes.Status500InternalServerError, "unexpected", $"The gateway failed ({exception.GetType().Name}); its log says more. Sending the same request again is safe."),
    };

    private static ProblemDetails Of(GatewayProblemException problem)
    {
        var details = Of(problem.Status, problem.Code, problem.Message);
        if (problem.Decisions is not null)
        {
            details.Extensions["decisions"] = problem.Decisions;
        }

        return details;
    }

    private static ProblemDetails Of(int status, string code, string detail) => new()
    {
        Status = status,
        Title = ReasonPhrases.GetReasonPhrase(status),
        Detail = detail,
        Extensions = { ["code"] = code },
    };

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
