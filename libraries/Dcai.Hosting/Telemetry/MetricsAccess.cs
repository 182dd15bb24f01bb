namespace Dcai.Hosting.Telemetry;

/// <summary>Who may read the metrics of a process whose routes are guarded.</summary>
public static class MetricsAccess
{
    /// <summary>The framework's authorization policy for <c>/metrics</c>: a module that guards its routes defines it.</summary>
    public const string Policy = "metrics";
}
