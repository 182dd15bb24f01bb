using System.Diagnostics.Metrics;
using Dcai.Hosting.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Dcai.Hosting.Tests;

public sealed class WhenMetricsAreWritten
{
    [Fact]
    public void Every_kind_has_its_form()
    {
        var text = Write(meter =>
        {
            meter.CreateCounter<long>("a.messages", "{message}", "Counted.").Add(3, new KeyValuePair<string, object?>("kind", "x"));
            meter.CreateCounter<double>("b.time", "s", "Summed.").Add(1.5);
            meter.CreateUpDownCounter<long>("c.running", "{command}", "Up and down.").Add(-2);
            meter.CreateObservableGauge("d.certified", () => 0.25, "1", "A share.");
            meter.CreateObservableGauge("e.memory", () => 7L, "By", "Bytes.");
            var histogram = meter.CreateHistogram("f.wait", "s", "Waits.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
            histogram.Record(0.5);
            histogram.Record(1);
            histogram.Record(100);
        });

        Assert.Equal(
            """
            # HELP target_info Who is measured.
            # TYPE target_info gauge
            target_info{service_name="tester"} 1
            # HELP a_messages_total Counted.
            # TYPE a_messages_total counter
            a_messages_total{kind="x"} 3
            # HELP b_time_seconds_total Summed.
            # TYPE b_time_seconds_total counter
            b_time_seconds_total 1.5
            # HELP c_running Up and down.
            # TYPE c_running gauge
            c_running -2
            # HELP d_certified_ratio A share.
            # TYPE d_certified_ratio gauge
            d_certified_ratio 0.25
            # HELP e_memory_bytes Bytes.
            # TYPE e_memory_bytes gauge
            e_memory_bytes 7
            # HELP f_wait_seconds Waits.
            # TYPE f_wait_seconds histogram
            f_wait_seconds_bucket{le="0.5"} 1
            f_wait_seconds_bucket{le="2"} 2
            f_wait_seconds_bucket{le="+Inf"} 3
            f_wait_seconds_sum 101.5
            f_wait_seconds_count 3

            """,
            text);
    }

    [Fact]
    public void Labels_and_help_are_escaped() =>
        Assert.EndsWith(
            """
            # HELP odd_total Over\nlines \\ "quoted"
            # TYPE odd_total counter
            odd_total{_1st_label="a\"b\\c\nd"} 1

            """,
            Write(meter => meter.CreateCounter<long>("odd", null, "Over\nlines \\ \"quoted\"").Add(1, new KeyValuePair<string, object?>("1st.label", "a\"b\\c\nd"))),
            StringComparison.Ordinal);

    [Fact]
    public void Numbers_that_are_none_are_said() =>
        Assert.EndsWith("n NaN\n", Write(meter => meter.CreateObservableGauge("n", () => double.NaN)), StringComparison.Ordinal);

    private static string Write(Action<Meter> measure)
    {
        using var meter = new Meter($"test-{Guid.NewGuid():N}");
        var text = new PrometheusText(new Resource([new KeyValuePair<string, object>("service.name", "tester")]));
        using var reader = new BaseExportingMetricReader(text);
        using var meters = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(reader).Build();
        measure(meter);
        reader.Collect();
        return text.Newest;
    }
}
