using System.Text;
using OpenTelemetry.Metrics;

namespace Dcai.Hosting.Telemetry;

/// <summary>How instruments are called in Prometheus' text format.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/, "OTLP metric points to Prometheus".</remarks>
internal static class PrometheusNames
{
    /// <summary>dcai.queue.wait in s is dcai_queue_wait_seconds; a counter ends in _total, a gauge of unit 1 in _ratio.</summary>
    public static string Of(string name, string unit, MetricType type)
    {
        var isCounter = type is MetricType.LongSum or MetricType.DoubleSum;
        var named = Label(name);
        named = Suffixed(named, unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when type.IsGauge() => "_ratio",
            _ => "",
        });
        return isCounter ? Suffixed(named, "_total") : named;
    }

    /// <summary>Letters, digits and underscores; no digit in front.</summary>
    public static string Label(string name)
    {
        var label = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            label.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        return label.Length == 0 || char.IsAsciiDigit(label[0]) ? $"_{label}" : label.ToString();
    }

    private static string Suffixed(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
}
