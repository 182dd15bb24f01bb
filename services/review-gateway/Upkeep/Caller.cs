using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Who asks, as an audit entry names him.</summary>
internal static class Caller
{
    /// <summary>His name where he has logged in with one, else that he holds the gateway's token, and from where he asks.</summary>
    public static string Of(HttpContext context)
    {
        var who = context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : "holder of the token";
        return context.Connection.RemoteIpAddress is { } address ? $"{who}, {address}" : who;
    }
}
