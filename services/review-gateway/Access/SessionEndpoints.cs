using Dcai.Api;
using Dcai.ReviewGateway.Page;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>Coming in and going.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/session").WithTags("Access");
        session.MapGet("", Show).ForAnyLogin().WithName("GetSession").WithSummary("Who asks, and what they may do.");
        session.MapPost("", EnterAsync).AllowAnonymous().RequireRateLimiting(LoginLimit.Policy).WithName("LogIn")
            .WithSummary($"Log in: answered with a session's cookie. Wants the header {Gatekeeper.PageHeader}.")
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        session.MapDelete("", LeaveAsync).ForAnyLogin().WithName("LogOut").WithSummary("Log out: takes the session's cookie away.");
        session.MapPut("password", ChangePasswordAsync).ForAnyLogin().RequireRateLimiting(LoginLimit.Policy).WithName("ChangePassword")
            .WithSummary("Another password for the user who asks; their other sessions end.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static Ok<Session> Show(HttpContext context) => TypedResults.Ok(ToApi(Visitor.Of(context)));

    private static async Task<Ok<Session>> EnterAsync(LogIn request, Logins logins, HttpContext context)
    {
        Gatekeeper.RequireOurPage(context.Request);
        return TypedResults.Ok(ToApi(await logins.LogInAsync(context, request)));
    }

    private static async Task<NoContent> LeaveAsync(Logins logins, HttpContext context)
    {
        await logins.LeaveAsync(context);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Session>> ChangePasswordAsync(ChangePassword request, Logins logins, HttpContext context) =>
        TypedResults.Ok(ToApi(await logins.ChangePasswordAsync(context, request)));

    private static Session ToApi(Visitor visitor) => new() { Kind = visitor.Kind, Name = visitor.Name, Grants = visitor.Grants };
}
