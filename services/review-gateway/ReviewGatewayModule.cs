using Dcai.Contracts;
using Dcai.Hosting;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Buckets;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.DeadLetters;
using Dcai.ReviewGateway.Models;
using Dcai.ReviewGateway.Notifications;
using Dcai.ReviewGateway.Page;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Releases;
using Dcai.ReviewGateway.Reviewers;
using Dcai.ReviewGateway.Reviews;
using Dcai.ReviewGateway.Samples;
using Dcai.ReviewGateway.Upkeep;
using Dcai.ReviewGateway.Uploads;
using Dcai.ReviewGateway.Workers;

using Dcai.Work.Upkeep;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.ReviewGateway;

/// <summary>The door for people and programs: uploads, reviews, decisions, steering, results.</summary>
public sealed class ReviewGatewayModule : IServiceModule
{
    private const string OpenApiDocument = "v1";

    public string Name => "review-gateway";

    public IReadOnlyList<Type> Sends => [typeof(IngestImages)];

    public bool TakesDeadLetters => true;

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SingleSignOnOptions>().Bind(configuration.GetSection($"{AccessOptions.Section}:{nameof(SingleSignOn)}")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GatewayToken>();
        services.AddSingleton<BrowserSession>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<Logins>();
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton<AdminAudit>();
        AccessPolicies.AddTo(services);
        LoginLimit.AddTo(services);
        SingleSignOn.AddTo(services, configuration.GetSection($"{AccessOptions.Section}:{nameof(SingleSignOn)}").Get<SingleSignOnOptions>() ?? new());
        services.AddSingleton(_ => new PageFiles(typeof(ReviewGatewayModule).Assembly));
        services.AddSingleton<DatasetRegistry>();
        services.AddSingleton<DatasetStatusReader>();
        services.AddSingleton<ICurationStatus, StoredCurationStatus>();
        services.AddSingleton<ProgressBoard>();
        services.AddSingleton<WorkerBoard>();
        services.AddSingleton<SampleImages>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<Steering>();
        services.AddSingleton<UploadReceiver>();
        services.AddSingleton<ArrivalIntake>();
        services.AddSingleton<VerdictShelf>();
        services.AddSingleton<PictureTiles>();
        services.AddSingleton<ArrivalSummaries>();
        services.AddSingleton<BucketWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<BucketWatcher>());
        services.AddSingleton<Inbox>();
        services.AddSingleton<TestSets>();
        services.AddSingleton<InitialWeights>();
        services.AddSingleton(typeof(PerReview<>));
        services.AddSingleton<ReviewerBook>();
        services.AddSingleton<TrailAuditor>();
        services.AddSingleton<ReviewLeases>();
        services.AddSingleton<ReviewDesk>();
        services.AddSingleton<Comparisons>();
        services.AddSingleton<ReviewHerald>();
        services.AddSingleton<ReleaseShelf>();
        services.AddSingleton<PaintingShelf>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<RankingShelf>();
        services.AddSingleton<SampleShelf>();
        services.AddSingleton<BalanceShelf>();
        services.AddSingleton<StoreSweep>();
        services.AddSingleton<DatasetRemoval>();
        services.AddSingleton<DatasetDisposal>();
        services.AddSingleton<ImageErasure>();
        services.AddSingleton<DatasetBackup>();
        services.AddSingleton<DatasetRestore>();
        services.AddHostedService<Sweep>();
        services.AddNotifications();

        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = ProblemWording.Complete);
        services.AddExceptionHandler<ProblemHandler>();
        services.AddOpenApi(OpenApiDocument);

        // Otherwise a malformed body is answered with a bare status and no reason.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.RespectNullableAnnotations = true);
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<OpenReviewConsumer, OpenReviewConsumerDefinition>();
        bus.AddConsumer<WorkProgressedConsumer, WorkProgressedConsumerDefinition>();
        bus.AddConsumer<WorkerReportedConsumer, WorkerReportedConsumerDefinition>();
        bus.AddNotificationConsumers();
        bus.AddRequestClient<StartCuration>();
        bus.AddRequestClient<PauseCuration>();
        bus.AddRequestClient<ResumeCuration>();
        bus.AddRequestClient<CancelCuration>();
    }

    public void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseForwardedRequests();
        app.UsePageHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRateLimiter();
        app.UseSingleSignOn();
        app.UseMiddleware<Gatekeeper>();
        app.UseAuthorization();
        app.UseMiddleware<AdminAudit>();
        app.MapOpenApi().ForAnyLogin();
        app.MapPage();
        app.MapLive();
        app.MapSingleSignOn();
        var routes = app.MapGroup("/api").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapSessions();
        routes.MapUsers();
        routes.MapApiTokens();
        routes.MapAudit();
        routes.MapDatasets();
        routes.MapUploads();
        routes.MapReviews();
        routes.MapReviewers();
        routes.MapReleases();
        routes.MapModels();
        routes.MapSamples();
        routes.MapDeadLetters();
        routes.MapWorkers();

        routes.MapUpkeep();
        routes.MapBackups();
        routes.MapErasures();
        routes.MapNotifications();
    }
}
