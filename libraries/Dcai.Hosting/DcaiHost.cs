using System.ComponentModel.DataAnnotations;
using System.Net;
using Dcai.Hosting.DeadLetters;
using Dcai.Hosting.Failpoints;
using Dcai.Hosting.Telemetry;
using Dcai.ObjectStorage;
using Dcai.Work;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Formatting.Json;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Dcai.Hosting;

/// <summary>Composes modules into a process: one of them as a service, all of them embedded; nothing else differs.</summary>
public static class DcaiHost
{
    /// <summary>Throws what names the setting whose text is no number or no known word.</summary>
    private const string BinderAssembly = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>From the request to end until running work is told of it: what is nearly done completes.</summary>
    private static readonly TimeSpan WorkEndsByItself = TimeSpan.FromSeconds(1);

    /// <summary>From the request to end until nothing is waited for any more; supervisors kill after thirty seconds.</summary>
    private static readonly TimeSpan WorkHasEnded = TimeSpan.FromSeconds(25);

    /// <summary>Runs the modules until the process is asked to stop.</summary>
    /// <param name="args">Settings as <c>--Dcai:Store:Root=/data</c>.</param>
    /// <param name="modules">The services of this process.</param>
    /// <returns>The process' exit code: 0, or 1 with one line on standard error that says what is wrong.</returns>
    public static async Task<int> RunAsync(string[] args, params IServiceModule[] modules)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            var app = await ServersAwaited.BuildAsync(() => BuildAsync(configuration, modules), configuration).ConfigureAwait(false);
            await using (app.ConfigureAwait(false))
            {
                await app.StartAsync().ConfigureAwait(false);
                await app.WaitForShutdownAsync().ConfigureAwait(false);
            }

            return 0;
        }
        catch (Exception exception) when (
            exception is OptionsValidationException or ObjectStoreException or IOException or InvalidOperationException { Source: BinderAssembly })
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
        catch (MassTransitException refused)
        {
            await Console.Error.WriteLineAsync(ServersAwaited.Explain(refused)).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Composes the modules over a store that has shown that it can do what everything relies on; nothing has started yet.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    /// <exception cref="InvalidOperationException">A setting's text is no number or no known word; the message names it.</exception>
    /// <exception cref="ObjectStoreException">The store cannot be reached or failed the probe; the message says how.</exception>
    public static async Task<WebApplication> BuildAsync(IConfiguration configuration, params IServiceModule[] modules)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(modules);
        var options = new DcaiOptions();
        configuration.GetSection(DcaiOptions.Section).Bind(options);
        Validate(options);
        Validate(options.Store);
        Validate(options.Bus);
        Validate(options.Http);
        Validate(options.Work);

        Validate(options.Telemetry);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Parse(options.Http.Address), options.Http.Port, listener => TlsListener.Configure(listener, options.Http)));
        AddLogging(builder, options.Log);
        var store = await OpenStoreAsync(options.Store).ConfigureAwait(false);
        await StoreProbe.VerifyAsync(store).ConfigureAwait(false);
        if (options.Failpoint.Length > 0)
        {
            var failpoint = Failpoint.Parse(options.Failpoint);
            store = new FailingStore(store, failpoint);
            builder.Services.AddFailpoint(failpoint);
        }

        // By factory, so that the container disposes it.
        builder.Services.AddSingleton(_ => store);
        builder.Services.TryAddSingleton(TimeProvider.System);
        var isAlone = options.Bus.Transport == BusTransport.InMemory;
        builder.Services.AddWork(
            new LeaseTerms(TimeSpan.FromSeconds(options.Work.LeaseSeconds), isAlone),
            options.Work.Concurrency is { } atOnce ? new WorkConcurrency(atOnce) : isAlone ? WorkConcurrency.Processors : new WorkConcurrency(1));
        if (options.Parent > 0)
        {
            builder.Services.AddSingleton(options);
            builder.Services.AddHostedService<ParentWatch>();
        }

        builder.Services.AddSingleton<DeadLetterOffice>();

        // Otherwise work would hear that it is to end when its host gives up waiting, and be killed before it has stored how far it has come.
        builder.Services.Configure<MassTransitHostOptions>(host => (host.ConsumerStopTimeout, host.StopTimeout) = (WorkEndsByItself, WorkHasEnded));

        TelemetryHost.AddTo(builder.Services, options.Telemetry, modules);

        // Hosted services start in this order: what a module publishes at its start would be lost on a bus whose queues are not declared yet.
        AddBus(builder.Services, options.Bus, modules);
        builder.Services.AddHostedService<WorkerPulse>();
        foreach (var module in modules)
        {
            module.AddServices(builder.Services, builder.Configuration.GetSection($"{DcaiOptions.Section}:{module.Name}"));
        }

        var app = builder.Build();
        TelemetryHost.NameRequests(app);
        app.MapGet("/health/live", () => Results.Ok()).AllowAnonymous();
        app.MapGet("/health/ready", async (HealthCheckService health, CancellationToken cancellationToken) =>
        {
            var report = await health.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
            return report.Status == HealthStatus.Healthy
                ? Results.Ok()
                : Results.Problem(string.Join("; ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}")), statusCode: StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous();
        TelemetryHost.MapMetrics(app);
        foreach (var module in modules)
        {
            module.Map(app);
        }

        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder, LogOptions options)
    {
        var formatter = new JsonFormatter(renderMessage: true);
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            .MinimumLevel.Override("Microsoft.AspNetCore", Serilog.Events.LogEventLevel.Warning)
            .Enrich.FromLogContext();
        logger = options switch
        {
            { File.Length: > 0, Json: true } => logger.WriteTo.File(formatter, options.File, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7, shared: true),
            { File.Length: > 0 } => logger.WriteTo.File(
                options.File, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7, shared: true, formatProvider: System.Globalization.CultureInfo.InvariantCulture),
            { Json: true } => logger.WriteTo.Console(formatter),
            _ => logger.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture),
        };
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger.CreateLogger(), dispose: true);
    }

    private static async Task<IObjectStore> OpenStoreAsync(StoreOptions options) => options.Kind == StoreKind.FileSystem
        ? new FileSystemObjectStore(options.Root)
        : await S3ObjectStore.OpenAsync(new S3ObjectStoreOptions
        {
            Endpoint = new Uri(options.Endpoint),
            Bucket = options.Bucket,
            AccessKey = options.AccessKey,
            SecretKey = options.SecretKey,
            Region = options.Region,
            Authorities = TlsFiles.Authorities(options.CaFile),
        }).ConfigureAwait(false);

    private static void AddBus(IServiceCollection services, BusOptions options, IServiceModule[] modules)
    {
        // Messages published to a broker that does not know the queues yet are lost without an error.
        services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = true);
        services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();

            bus.AddConfigureEndpointsCallback((context, _, endpoint) => endpoint.AddPrePipeSpecification(
                new FilterPipeSpecification<ConsumeContext>(context.GetRequiredService<ConsumeTelemetry>())));
            foreach (var module in modules)
            {
                module.AddConsumers(bus);
            }

            bus.AddConfigureEndpointsCallback((context, _, endpoint) => DeadLetterFilters.Configure(endpoint, context));
            if (options.Transport == BusTransport.InMemory)
            {
                bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
            }
            else
            {
                RabbitMqTopology.Use(bus, options, modules);
            }
        });
    }

    private static void Validate(object options)
    {
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true))
        {
            throw new OptionsValidationException(options.GetType().Name, options.GetType(), failures.Select(failure => failure.ErrorMessage!));
        }
    }
}
