using Dcai.IngestHasher;
using Dcai.Orchestrator;
using Dcai.ReviewGateway;

namespace Dcai.Hosting.Tests;

/// <summary>Which environment variables a process listens to.</summary>
internal static class SettingNames
{
    private const string Prefix = "DCAI__";

    private static readonly Dictionary<string, Type> Services = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ingest-hasher"] = typeof(IngestHasherOptions),
        ["orchestrator"] = typeof(OrchestratorOptions),
        ["review-gateway"] = typeof(GatewayOptions),
    };

    /// <summary>DCAI__STORE__KIND is a property of a property; what has a service's name in the middle is that service's own.</summary>
    public static bool IsSetting(string variable)
    {
        if (!variable.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = variable[Prefix.Length..].Split("__");
        var (type, rest) = Services.TryGetValue(parts[0], out var options) ? (options, parts[1..]) : (typeof(DcaiOptions), parts);
        foreach (var part in rest)
        {
            if (type.GetProperties().FirstOrDefault(property => property.Name.Equals(part, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                return false;
            }

            type = property.PropertyType;
        }

        return type.IsValueType || type == typeof(string);
    }
}
