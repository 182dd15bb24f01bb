using Dcai.Api;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Paging;
using Dcai.ReviewGateway.Upkeep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Access;

/// <summary>What programs carry. Admins of everything make and revoke it.</summary>
internal static class ApiTokenEndpoints
{
    public static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/tokens").WithTags("Access").ForAdminsOfAll().AuditedByItself();
        tokens.MapGet("", ListAsync).WithName("ListApiTokens").WithSummary("The API tokens that open something, by name.");
        tokens.MapPost("", CreateAsync).WithName("CreateApiToken").WithSummary("Make an API token; its secret is in this answer and nowhere else.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        tokens.MapDelete("{tokenId}", RevokeAsync).WithName("RevokeApiToken").WithSummary("Let an API token open nothing any more.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ApiTokenList>> ListAsync(ApiTokens tokens, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        var (page, next) = CursorPage.Take(await tokens.ListAsync(cancellationToken), cursor, limit, token => token.TokenId);
        return TypedResults.Ok(new ApiTokenList { Tokens = [.. page.Select(ToApi)], NextCursor = next });
    }

    private static async Task<Created<CreatedApiToken>> CreateAsync(
        CreateApiToken request, ApiTokens tokens, DatasetRegistry datasets, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        await UserEndpoints.RequireDatasetAsync(request.Grant, datasets, cancellationToken);
        var (token, secret) = await tokens.CreateAsync(request, Caller.Of(context), cancellationToken);
        await audit.WriteAsync("CreateApiToken", Caller.Of(context), cancellationToken, token.Name, token.Grant.DatasetId, UserEndpoints.Text([token.Grant]));
        return TypedResults.Created($"/api/tokens/{token.TokenId}", new CreatedApiToken { Token = ToApi(token), Secret = secret });
    }

    private static async Task<NoContent> RevokeAsync(string tokenId, ApiTokens tokens, AccessAudit audit, HttpContext context, CancellationToken cancellationToken)
    {
        var token = await tokens.RevokeAsync(tokenId, cancellationToken);
        await audit.WriteAsync("RevokeApiToken", Caller.Of(context), cancellationToken, token.Name, token.Grant.DatasetId);
        return TypedResults.NoContent();
    }

    private static ApiToken ToApi(ApiTokenDocument token) => new()
    {
        TokenId = token.TokenId,
        Name = token.Name,
        Grant = token.Grant,
        CreatedAt = token.CreatedAt,
        CreatedBy = token.CreatedBy,
        ExpiresAt = token.ExpiresAt,
    };
}
