using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Notifications.Live;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Dcai.ReviewGateway.Problems;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>People learn that work is waiting: in the browser, by webhook, by mail.</summary>
internal static class NotificationServices
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<OccasionReader>();
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<ReviewSheet>();
        services.AddSingleton<Announcer>();
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<WebhookShelf>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookPost>();
        services.AddSingleton<WishesShelf>();
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddSingleton<MailPost>();
        services.AddSingleton<Audience>();
        services.AddSingleton<Postman>();
        services.AddHostedService(provider => provider.GetRequiredService<Postman>());
        services.AddSingleton<DecisionHerald>();
        services.AddHostedService(provider => provider.GetRequiredService<DecisionHerald>());
        services.AddHostedService<StateWatch>();
        services.AddSignalR();
    }

    public static void AddNotificationConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<LiveConsumer, LiveConsumerDefinition>();

    /// <summary>After the gate: nobody listens without a login.</summary>
    public static void MapLive(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path == LiveHub.Path, live => live.Use(RequireOurOrigin));
        app.MapHub<LiveHub>(LiveHub.Path).ForAnyLogin();
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhooks();
        routes.MapWishes();
        routes.MapGet("datasets/{datasetId}/reviews/{reviewId}/sheet", SheetAsync).ForViewers().WithTags("Reviews").WithName("GetReviewSheet")
            .WithSummary("The review's first images on one, for a glance.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<FileContentHttpResult> SheetAsync(
        string datasetId, string reviewId, ReviewSheet sheet, Datasets.DatasetRegistry datasets, HttpResponse response, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(await sheet.ReadAsync(datasetId, reviewId, cancellationToken), "image/png");
    }

    /// <summary>A cookie comes along from another port of this machine too, and no header of ours can be asked of a WebSocket.</summary>
    private static Task RequireOurOrigin(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var isOurs = origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && (from.Authority == context.Request.Host.Value || from.Authority == context.RequestServices.GetRequiredService<PublicAddress>().Base().Authority));
        return isOurs
            ? next(context)
            : throw new GatewayProblemException(
                StatusCodes.Status403Forbidden, "foreign-page", $"The page at {origin} may not listen here: set PublicAddress where this gateway's own page has that address.");
    }
}
