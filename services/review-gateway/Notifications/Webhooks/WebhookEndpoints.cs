using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Paging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>Other programs are told.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/webhooks").WithTags("Webhooks").ForAdminsOfAll();
        webhooks.MapGet("", ListAsync).WithName("ListWebhooks").WithSummary("Where messages are sent.").ProducesProblem(StatusCodes.Status400BadRequest);
        webhooks.MapPost("", CreateAsync).WithName("CreateWebhook").WithSummary("Have another program told; the answer shows the secret, this once.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        webhooks.MapGet("{webhookId}", GetAsync).WithName("GetWebhook").WithSummary("One of them.").ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPut("{webhookId}", ChangeAsync).WithName("ChangeWebhook").WithSummary("Change all of its settings; its secret stays.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPost("{webhookId}/secret", RenewSecretAsync).WithName("RenewWebhookSecret")
            .WithSummary("Give it a new secret, which the answer shows this once; for 24 hours messages are signed with the one before too.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapDelete("{webhookId}", DeleteAsync).WithName("DeleteWebhook").WithSummary("Remove it with all of its history.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("{webhookId}/test", TestAsync).WithName("TestWebhook").WithSummary("Send a test, once; answered when the target has answered, 10 seconds later at most.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapGet("{webhookId}/deliveries", DeliveriesAsync).WithName("ListWebhookDeliveries").WithSummary("What was sent to it or is to be, the newest first, with every attempt.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("{webhookId}/deliveries/{deliveryId}/replay", ReplayAsync).WithName("ReplayWebhookDelivery")
            .WithSummary("Send a message again, under its id.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<WebhookList>> ListAsync(
        WebhookShelf shelf, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        CursorPage.Check(limit);
        var (page, next) = await CursorPage.TakeAsync(shelf.ListAsync(cursor, cancellationToken), limit, webhook => webhook.WebhookId, cancellationToken);
        return TypedResults.Ok(new WebhookList { Webhooks = [.. page.Select(ToApi)], NextCursor = next });
    }

    private static async Task<Created<CreatedWebhook>> CreateAsync(
        WebhookSettings settings, WebhookShelf shelf, AddressGuard guard, CancellationToken cancellationToken)
    {
        WebhookRules.Check(settings, guard);
        var webhook = await shelf.CreateAsync(settings, cancellationToken);
        return TypedResults.Created($"/api/webhooks/{webhook.WebhookId}", new CreatedWebhook { Webhook = ToApi(webhook), Secret = webhook.Stored.Secret });
    }

    private static async Task<Ok<Webhook>> GetAsync(string webhookId, WebhookShelf shelf, CancellationToken cancellationToken) =>
        TypedResults.Ok(ToApi(await shelf.GetAsync(webhookId, cancellationToken)));

    private static async Task<Ok<Webhook>> ChangeAsync(
        string webhookId, WebhookSettings settings, WebhookShelf shelf, AddressGuard guard, CancellationToken cancellationToken)
    {
        WebhookRules.Check(settings, guard);
        var webhook = await shelf.GetAsync(webhookId, cancellationToken);
        return TypedResults.Ok(ToApi(await shelf.ChangeAsync(webhook, settings, disabledBecause: null, cancellationToken)));
    }

    private static async Task<Ok<CreatedWebhook>> RenewSecretAsync(string webhookId, WebhookShelf shelf, CancellationToken cancellationToken)
    {
        var webhook = await shelf.RenewSecretAsync(webhookId, cancellationToken);
        return TypedResults.Ok(new CreatedWebhook { Webhook = ToApi(webhook), Secret = webhook.Stored.Secret });
    }

    private static async Task<NoContent> DeleteAsync(string webhookId, WebhookShelf shelf, CancellationToken cancellationToken)
    {
        await shelf.DeleteAsync(webhookId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<WebhookDelivery>> TestAsync(string webhookId, WebhookPost post, CancellationToken cancellationToken) =>
        TypedResults.Ok(await post.TestAsync(webhookId, cancellationToken));

    private static async Task<Ok<WebhookDeliveryList>> DeliveriesAsync(
        string webhookId, WebhookShelf shelf, WebhookPost post, IObjectStore store, CancellationToken cancellationToken, string? cursor = null, int limit = CursorPage.Usual)
    {
        CursorPage.Check(limit);
        await shelf.GetAsync(webhookId, cancellationToken);
        var folder = NotificationKeys.Webhook(webhookId);
        var ids = store.ListPrefixesAsync(NotificationKeys.DeliveriesPrefix(folder), cancellationToken)
            .Select(StoreKeys.Name)
            .Where(id => cursor is null || string.CompareOrdinal(id, cursor) > 0);
        var (page, next) = await CursorPage.TakeAsync(ids, limit, id => id, cancellationToken);
        var deliveries = new List<WebhookDelivery>();
        foreach (var deliveryId in page)
        {
            deliveries.Add(await post.DescribeAsync(webhookId, deliveryId, cancellationToken));
        }

        return TypedResults.Ok(new WebhookDeliveryList { Deliveries = deliveries, NextCursor = next });
    }

    private static async Task<Ok<WebhookDelivery>> ReplayAsync(
        string webhookId, string deliveryId, WebhookPost post, Postman postman, CancellationToken cancellationToken)
    {
        var delivery = await post.ReplayAsync(webhookId, deliveryId, cancellationToken);
        postman.Wake();
        return TypedResults.Ok(delivery);
    }

    private static Webhook ToApi(KnownWebhook webhook) => new()
    {
        WebhookId = webhook.WebhookId,
        Settings = webhook.Stored.Settings,
        DisabledBecause = webhook.Stored.DisabledBecause,
        CreatedAt = webhook.CreatedAt,
        EarlierSecretUntil = webhook.Stored.EarlierUntil,
    };
}
