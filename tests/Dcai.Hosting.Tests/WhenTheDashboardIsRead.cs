using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dcai.Hosting.Telemetry;
using Dcai.Orchestrator;
using Dcai.Tests;
using Dcai.Work.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Dcai.Hosting.Tests;

/// <summary>A metric that is renamed must not leave an empty panel, nor a row in the documentation that nobody finds.</summary>
public sealed partial class WhenTheDashboardIsRead
{
    private const string Target = "target_info";

    [Fact]
    public void It_names_only_metrics_that_are_exported()
    {
        var exported = Exported();

        var named = Expressions(JsonDocument.Parse(File.ReadAllText(Path.Join(GoldenFile.Repository, "infra/grafana/dcai-workflow.json"))).RootElement)
            .SelectMany(expression => Metric().Matches(expression).Select(match => match.Value))
            .ToHashSet(StringComparer.Ordinal);

        Assert.InRange(named.Count, 15, 100);
        Assert.Empty(named.Except(exported.SelectMany(Series)));
    }

    [Fact]
    public void It_shows_everything_that_we_measure()
    {
        var dashboard = File.ReadAllText(Path.Join(GoldenFile.Repository, "infra/grafana/dcai-workflow.json"));

        Assert.All(Ours(), metric => Assert.Contains(metric, dashboard, StringComparison.Ordinal));
    }

    [Fact]
    public void The_documentation_has_a_row_for_each_of_ours_and_no_other()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Join(GoldenFile.Repository, "docs/operations.md"))).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(Ours().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Ours() => Exported().Where(metric => metric.Name.StartsWith("dcai_", StringComparison.Ordinal)).Select(metric => metric.Name);

    /// <summary>Every instrument that a service may have, under its name in Prometheus.</summary>
    private static HashSet<(string Name, bool IsHistogram)> Exported()
    {
        var found = new HashSet<(string, bool)> { (Target, false) };
        RuntimeHelpers.RunClassConstructor(typeof(WorkMeter).TypeHandle);
        using var curations = new CurationMeter();

        // Has the runtime make its own.
        using var reader = new BaseExportingMetricReader(new PrometheusText(OpenTelemetry.Resources.Resource.Empty));
        using var meters = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryHost.RuntimeMeter).AddReader(reader).Build();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is WorkMeter.Name or TelemetryHost.RuntimeMeter)
                {
                    var type = TypeOf(instrument);
                    found.Add((PrometheusNames.Of(instrument.Name, instrument.Unit ?? "", type), type == MetricType.Histogram));
                }
            },
        };
        listener.Start();
        return found;
    }

    private static MetricType TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => MetricType.DoubleSum,
        "Histogram" => MetricType.Histogram,
        "UpDownCounter" or "ObservableUpDownCounter" => MetricType.DoubleSumNonMonotonic,
        _ => MetricType.DoubleGauge,
    };

    private static string[] Series((string Name, bool IsHistogram) metric) =>
        metric.IsHistogram ? [$"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count"] : [metric.Name];

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name is "expr" or "definition" ? [member.Value.GetString()!] : Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex(@"\b(dcai|dotnet|target)_[a-z0-9_]+\b")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| `(dcai_[a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
