using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Dcai.Hosting.Telemetry;

/// <summary>Writes what was collected in Prometheus' text format.</summary>
/// <param name="resource">Whose metrics they are: the labels of <c>target_info</c>.</param>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".</remarks>
internal sealed class PrometheusText(Resource resource) : BaseExporter<Metric>
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What the last collection came to.</summary>
    public string Newest { get; private set; } = "";

    /// <inheritdoc />
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        Header(text, "target_info", "Who is measured.", "gauge");
        text.Append("target_info").Append(Labels(resource.Attributes.Select(attribute => new KeyValuePair<string, object?>(attribute.Key, attribute.Value)))).Append(" 1\n");

        // A family may stand there once only.
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var name = PrometheusNames.Of(metric.Name, metric.Unit, metric.MetricType);
            if (metric.MetricType != MetricType.ExponentialHistogram && written.Add(name))
            {
                Write(text, name, metric);
            }
        }

        Newest = text.ToString();
        return ExportResult.Success;
    }

    private static void Write(StringBuilder text, string name, Metric metric)
    {
        Header(text, name, metric.Description, metric.MetricType switch
        {
            MetricType.Histogram => "histogram",
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            _ => "gauge",
        });
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = new List<KeyValuePair<string, object?>>();
            foreach (var tag in point.Tags)
            {
                labels.Add(tag);
            }

            if (metric.MetricType == MetricType.Histogram)
            {
                Histogram(text, name, labels, point);
            }
            else
            {
                Line(text, name, labels, metric.MetricType switch
                {
                    MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                    MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
                    MetricType.LongGauge => point.GetGaugeLastValueLong(),
                    _ => point.GetGaugeLastValueDouble(),
                });
            }
        }
    }

    private static void Histogram(StringBuilder text, string name, List<KeyValuePair<string, object?>> labels, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Line(text, $"{name}_bucket", [.. labels, new("le", Number(bucket.ExplicitBound))], count);
        }

        Line(text, $"{name}_sum", labels, point.GetHistogramSum());
        Line(text, $"{name}_count", labels, point.GetHistogramCount());
    }

    private static void Header(StringBuilder text, string name, string help, string type) => text
        .Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n')
        .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, List<KeyValuePair<string, object?>> labels, double value) =>
        text.Append(name).Append(Labels(labels)).Append(' ').Append(Number(value)).Append('\n');

    private static string Labels(IEnumerable<KeyValuePair<string, object?>> labels)
    {
        var inner = string.Join(',', labels.Select(label => $"{PrometheusNames.Label(label.Key)}=\"{Escaped(Convert.ToString(label.Value, CultureInfo.InvariantCulture) ?? "")}\""));
        return inner.Length == 0 ? "" : $"{{{inner}}}";
    }

    private static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
