using Dcai.Api;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>Who may log in, and what they may do. Admins of everything say so.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Access").ForAdminsOfAll().AuditedByItself();
        users.MapGet("", ListAsync).WithName("ListUsers").WithSummary("Everybody who may log in, by name.");
        users.MapPost("", AddAsync).WithName("AddUser").WithSummary("Let somebody log in.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        users.MapDelete("{name}", RemoveAsync).WithName("RemoveUser").WithSummary("End a user's sessions and let them log in no more; what they decided stays.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPut("{name}/password", SetPasswordAsync).WithName("SetPassword").WithSummary("Another password for a user, which ends their sessions.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        users.MapPut("{name}/grants", GrantAsync).WithName("GrantRole").WithSummary("Give a user a role, in place of the one for the same dataset.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        users.MapDelete("{name}/grants", RevokeAsync).WithName("RevokeRole").WithSummary("Take a user's role for a dataset away; without a dataset, the one for all.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<UserList>> ListAsync(UserDirectory users, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        var (page, next) = CursorPage.Take(await users.ListAsync(cancellationToken), cursor, limit, user => user.Name);
        return TypedResults.Ok(new UserList { Users = [.. page.Select(ToApi)], NextCursor = next });
    }

    private static async Task<Created<UserAccount>> AddAsync(
        AddUser request, UserDirectory users, ApiTokens tokens, DatasetRegistry datasets, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        foreach (var grant in request.Grants)
        {
            await RequireDatasetAsync(grant, datasets, cancellationToken);
        }

        if ((await tokens.ListAsync(cancellationToken)).Any(token => string.Equals(token.Name, request.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refusal.Conflict("name-taken", $"An API token is called '{request.Name}': choose another name, for it stands beside decisions.");
        }

        var user = await users.AddAsync(request, Caller.Of(context), cancellationToken);
        await audit.WriteAsync("AddUser", Caller.Of(context), cancellationToken, user.Name, reason: Text(user.Grants));
        return TypedResults.Created($"/api/users/{user.Name}", ToApi(user));
    }

    private static async Task<NoContent> RemoveAsync(string name, UserDirectory users, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        await users.RemoveAsync(name, Caller.Of(context), cancellationToken);
        await audit.WriteAsync("RemoveUser", Caller.Of(context), cancellationToken, name);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SetPasswordAsync(
        string name, SetPassword request, UserDirectory users, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        await users.SetPasswordAsync(name, request.Password, Caller.Of(context), cancellationToken);
        await audit.WriteAsync(AccessAudit.SetPassword, Caller.Of(context), cancellationToken, name);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<UserAccount>> GrantAsync(
        string name, Grant grant, UserDirectory users, DatasetRegistry datasets, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        await RequireDatasetAsync(grant, datasets, cancellationToken);
        var user = await users.GrantAsync(name, grant, Caller.Of(context), cancellationToken);
        await audit.WriteAsync("GrantRole", Caller.Of(context), cancellationToken, user.Name, grant.DatasetId, Text([grant]));
        return TypedResults.Ok(ToApi(user));
    }

    private static async Task<Ok<UserAccount>> RevokeAsync(
        string name, string? datasetId, UserDirectory users, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await users.RevokeAsync(name, datasetId, Caller.Of(context), cancellationToken);
        await audit.WriteAsync("RevokeRole", Caller.Of(context), cancellationToken, user.Name, datasetId);
        return TypedResults.Ok(ToApi(user));
    }

    /// <summary>A grant for a misspelt dataset would open one that comes later.</summary>
    internal static async Task RequireDatasetAsync(Grant grant, DatasetRegistry datasets, CancellationToken cancellationToken)
    {
        if (grant.DatasetId is { } datasetId)
        {
            await datasets.NewestAsync(datasetId, cancellationToken);
        }
    }

    internal static string Text(IEnumerable<Grant> grants) =>
        string.Join(", ", grants.Select(grant => $"{grant.Role.ToString().ToLowerInvariant()} of {grant.DatasetId ?? "all datasets"}"));

    private static UserAccount ToApi(UserDocument user) => new()
    {
        Name = user.Name,
        Grants = user.Grants,
        HasPassword = user.PasswordHash is not null,
        ChangedAt = user.ChangedAt,
        ChangedBy = user.ChangedBy,
    };
}
