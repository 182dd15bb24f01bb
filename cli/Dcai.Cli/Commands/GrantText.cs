using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>Roles in words.</summary>
internal static class GrantText
{
    public static string Of(IReadOnlyList<Grant> grants) => grants.Count == 0
        ? "no role"
        : string.Join(", ", grants.Select(grant => $"{grant.Role.ToString().ToLowerInvariant()} of {grant.DatasetId ?? "all datasets"}"));
}
