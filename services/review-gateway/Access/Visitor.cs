using System.Security.Claims;
using Dcai.Api;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Dcai.ReviewGateway.Access;

/// <summary>Who asks, and what they may do.</summary>
internal sealed class Visitor : ClaimsPrincipal
{
    private const string Scheme = "dcai";

    private Visitor(VisitorKind kind, string? name, IReadOnlyList<Grant> grants, bool hasSession)
        : base(new ClaimsIdentity(name is null ? [] : [new Claim(ClaimTypes.Name, name)], Scheme)) =>
        (Kind, Name, Grants, HasSession) = (kind, name, grants, hasSession);

    public VisitorKind Kind { get; }

    /// <summary>The user's or the API token's.</summary>
    public string? Name { get; }

    public IReadOnlyList<Grant> Grants { get; }

    /// <summary>The browser sent it along by itself, whoever's page made it ask.</summary>
    public bool HasSession { get; }

    /// <summary>As an audit entry names them.</summary>
    public string Title => Kind switch
    {
        VisitorKind.User => Name!,
        VisitorKind.ApiToken => $"token {Name}",
        _ => "holder of the token",
    };

    public static Visitor WithGatewayToken(bool hasSession) =>
        new(VisitorKind.GatewayToken, name: null, [new Grant { Role = Role.Admin }], hasSession);

    public static Visitor WithSession(UserDocument user) => new(VisitorKind.User, user.Name, user.Grants, hasSession: true);

    public static Visitor WithToken(ApiTokenDocument token) => new(VisitorKind.ApiToken, token.Name, [token.Grant], hasSession: false);

    /// <exception cref="InvalidOperationException">The endpoint is open to anybody, so that nobody was asked who they are.</exception>
    public static Visitor Of(HttpContext context) =>
        context.User as Visitor ?? throw new InvalidOperationException($"{context.Request.Path} is open to anybody, so that it is not known who asks.");

    /// <summary>Whether they have the role, or one above it, for the dataset; without one, for all of them.</summary>
    public bool May(Role role, string? datasetId) =>
        Grants.Any(grant => grant.Role >= role && (grant.DatasetId is null || string.Equals(grant.DatasetId, datasetId, StringComparison.Ordinal)));

    /// <summary>What is somebody's own is seen and changed by them, and by admins of everything.</summary>
    /// <exception cref="GatewayProblemException">It is another's.</exception>
    public void RequireOwn(string name)
    {
        if (!string.Equals(Name, name, StringComparison.Ordinal) && !May(Role.Admin, datasetId: null))
        {
            throw Refusal.Forbidden("person", $"This is about '{name}', and you are '{Name}': only '{name}' and admins of everything may.");
        }
    }

    /// <summary>A decision bears the name of who made it; only the holder of the gateway's token, who has none, says whose it is.</summary>
    /// <exception cref="GatewayProblemException">The name is another's.</exception>
    public void RequireName(string reviewer)
    {
        if (Name is not null && !string.Equals(Name, reviewer, StringComparison.Ordinal))
        {
            throw Refusal.Forbidden("reviewer", $"These decisions are said to be of '{reviewer}', and you are '{Name}': log in as '{reviewer}', or decide under your own name.");
        }
    }
}
