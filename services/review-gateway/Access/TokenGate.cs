using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>Nothing but health is open without the token.</summary>
internal sealed class TokenGate(GatewayToken token) : IMiddleware
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value is "/health/live" or "/health/ready"
            || (Candidate(context.Request) is { } candidate && await token.IsAsync(candidate, context.RequestAborted)))
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw new GatewayProblemException(
            StatusCodes.Status401Unauthorized,
            "token",
            "This gateway wants its token: send 'Authorization: Bearer TOKEN' or open the link that it printed when it started.");
    }

    private static string? Candidate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : request.Query["token"].FirstOrDefault();
    }
}
