using System.Diagnostics;
using System.Reflection;
using Dcai.Work.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dcai.Hosting.Telemetry;

/// <summary>Collects what the process measures, for whoever asks at <c>/metrics</c>, and sends it with the traces to a collector where one is named.</summary>
internal sealed class TelemetryHost : IHostedService, IDisposable
{
    /// <summary>The bus' spans: sending, receiving and handling of messages.</summary>
    public const string BusSource = "MassTransit";

    /// <summary>Spans of HTTP requests.</summary>
    public const string RequestSource = "Microsoft.AspNetCore";

    /// <summary>What the runtime measures of itself: CPU time, memory, garbage collection.</summary>
    public const string RuntimeMeter = "System.Runtime";

    /// <summary>Combinations of labels of what has a dozen series per dataset: some hundred datasets. The SDK's own bound is 2,000.</summary>
    private const int ManyDatasets = 10_000;

    private readonly MeterProvider _meters;
    private readonly TracerProvider? _tracers;
    private readonly PrometheusText _text;
    private readonly BaseExportingMetricReader _reader;
    private readonly Lock _lock = new();

    public TelemetryHost(TelemetryOptions options, ProcessIdentity identity)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(
            identity.Service,
            serviceVersion: typeof(TelemetryHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            serviceInstanceId: identity.Instance);
        _text = new PrometheusText(resource.Build());
        _reader = new BaseExportingMetricReader(_text);
        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(WorkMeter.Name).AddMeter(RuntimeMeter)
            .AddView("dcai.state", new MetricStreamConfiguration { CardinalityLimit = ManyDatasets })
            .AddView("dcai.commands.outstanding", new MetricStreamConfiguration { CardinalityLimit = ManyDatasets })
            .AddReader(_reader);
        if (options.OtlpEndpoint.Length > 0)
        {
            meters.AddOtlpExporter((exporter, reader) =>
            {
                SendTo(options, "v1/metrics", exporter);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.MetricsSeconds * 1000;
            });
            _tracers = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).SetSampler(new WorkSampler())
                .AddSource(BusSource).AddSource(RequestSource).AddSource(WorkMeter.Name)
                .AddProcessor(new SubjectProcessor())
                .AddOtlpExporter(exporter => SendTo(options, "v1/traces", exporter))
                .Build();
        }

        _meters = meters.Build();
    }

    /// <summary>Registers what measures; it starts before anything registered later.</summary>
    public static void AddTo(IServiceCollection services, TelemetryOptions options, IServiceModule[] modules)
    {
        var identity = ProcessIdentity.Of(modules);
        services.AddSingleton(identity);
        services.AddSingleton<WorkInHand>();
        services.AddSingleton<ConsumeTelemetry>();
        services.AddSingleton(_ => new TelemetryHost(options, identity));
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryHost>());
    }

    /// <summary>A request that may change something is the beginning of a trace, named after its route; looking is not worth one.</summary>
    public static void NameRequests(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Activity.Current is not { Recorded: true } span)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        await next(context).ConfigureAwait(false);
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{context.Request.Method} {route}";
        }
    });

    /// <summary>Maps <c>/metrics</c>; a module that guards its routes guards this one too.</summary>
    public static void MapMetrics(IEndpointRouteBuilder routes)
    {
        var metrics = routes.MapGet("/metrics", (TelemetryHost telemetry) => Results.Text(telemetry.Text(), PrometheusText.MediaType)).ExcludeFromDescription();
        if (routes.ServiceProvider.GetService<IAuthorizationService>() is not null)
        {
            metrics.RequireAuthorization(MetricsAccess.Policy);
        }
    }

    /// <summary>All metrics in Prometheus' text format.</summary>
    public string Text()
    {
        lock (_lock)
        {
            _reader.Collect();
            return _text.Newest;
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is not sent yet, for some seconds at most.</summary>
    public void Dispose()
    {
        _tracers?.Dispose();
        _meters.Dispose();
    }

    private static void SendTo(TelemetryOptions options, string path, OtlpExporterOptions exporter)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{options.OtlpEndpoint.TrimEnd('/')}/{path}");
    }
}
