using Dcai.Api;
using Dcai.Hosting.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.ReviewGateway.Access;

/// <summary>Who may pass, by the name of the framework's policy.</summary>
internal static class AccessPolicies
{
    public const string AnyLogin = "login";

    /// <summary>The role for the dataset that the path names.</summary>
    public static string ForDataset(Role role) => $"{role} of the dataset";

    /// <summary>The role for all datasets.</summary>
    public static string ForAll(Role role) => $"{role} of all datasets";

    /// <summary>Registers them. An endpoint that says nothing is for admins of everything.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var builder = services.AddAuthorizationBuilder()
            .AddPolicy(AnyLogin, policy => policy.AddRequirements(new RoleRequirement(null, IsForAll: false)))
            .AddPolicy(MetricsAccess.Policy, policy => policy.AddRequirements(new RoleRequirement(Role.Viewer, IsForAll: true)))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new RoleRequirement(Role.Admin, IsForAll: true)).Build());
        foreach (var role in Enum.GetValues<Role>())
        {
            builder.AddPolicy(ForDataset(role), policy => policy.AddRequirements(new RoleRequirement(role, IsForAll: false)));
            builder.AddPolicy(ForAll(role), policy => policy.AddRequirements(new RoleRequirement(role, IsForAll: true)));
        }

        services.AddSingleton<IAuthorizationHandler, RoleHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
    }
}
