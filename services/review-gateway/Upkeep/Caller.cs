using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Upkeep;

/// <summary>Who asks, as an audit entry names him.</summary>
internal static class Caller
{
    /// <summary>The user's or API token's name, else that he holds the gateway's token, and from where he asks.</summary>
    public static string Of(HttpContext context) => Of(context, Visitor.Of(context));

    /// <param name="context">The request.</param>
    /// <param name="visitor">Who asks; null where nobody knows.</param>
    public static string Of(HttpContext context, Visitor? visitor)
    {
        var who = visitor?.Title ?? "somebody";
        return context.Connection.RemoteIpAddress is { } address ? $"{who}, {address}" : who;
    }
}
