using Dcai.Api;
using Microsoft.AspNetCore.Builder;

namespace Dcai.ReviewGateway.Access;

/// <summary>Says beside an endpoint who may use it. Roles are for the dataset that its path names; <c>OfAll</c>: for all datasets.</summary>
internal static class AccessRules
{
    public static T ForViewers<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.ForDataset(Role.Viewer));

    public static T ForReviewers<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.ForDataset(Role.Reviewer));

    public static T ForAdmins<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.ForDataset(Role.Admin));

    public static T ForViewersOfAll<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.ForAll(Role.Viewer));

    public static T ForAdminsOfAll<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.ForAll(Role.Admin));

    /// <summary>Whoever has logged in; the endpoint itself shows only what they may see.</summary>
    public static T ForAnyLogin<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(AccessPolicies.AnyLogin);

    /// <summary>The endpoint writes its own audit entries, or what it does is recorded elsewhere.</summary>
    public static T AuditedByItself<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(AuditedByItselfMark.Instance);
}
