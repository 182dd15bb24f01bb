using System.Net;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>Delivers what waits for a webhook.</summary>
internal sealed class WebhookPost(
    IObjectStore store,
    WebhookShelf shelf,
    DeliveryQueue queue,
    Attempts attempts,
    OccasionReader occasions,
    WebhookSender sender,
    PublicAddress address,
    TimeProvider time,
    ILogger<WebhookPost> logger)
{
    /// <summary>Sends what is due to one webhook, the oldest first.</summary>
    /// <returns>When the next attempt is due; null where nothing waits.</returns>
    public async Task<DateTimeOffset?> DeliverAsync(string webhookId, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(webhookId, cancellationToken) is not { Stored.Settings.Enabled: true } webhook)
        {
            return null;
        }

        DateTimeOffset? next = null;
        foreach (var delivery in await queue.WaitingAsync(NotificationKeys.Webhook(webhookId), cancellationToken))
        {
            if (await TryAsync(webhook, delivery, cancellationToken) is { } due && (next is null || due < next))
            {
                next = due;
            }
        }

        return next;
    }

    /// <summary>Sends a test, at once and once.</summary>
    public async Task<WebhookDelivery> TestAsync(string webhookId, CancellationToken cancellationToken)
    {
        var webhook = await shelf.GetAsync(webhookId, cancellationToken);
        var folder = NotificationKeys.Webhook(webhookId);
        var occasion = new Occasion { Kind = OccasionKind.Test, At = time.GetUtcNow(), Reason = Guid.NewGuid().ToString("N") };
        var delivery = new WaitingDelivery(occasion, occasion.DeliveryId(), DeliveryQueue.FirstRun);
        await queue.KeepAsync(folder, occasion, cancellationToken);
        var ended = await AttemptAsync(webhook, delivery, 1, cancellationToken);
        await queue.EndAsync(folder, delivery, ended is { Succeeded: true } ? DeliveryState.Delivered : DeliveryState.Failed, cancellationToken);
        return await DescribeAsync(webhookId, delivery.DeliveryId, cancellationToken);
    }

    /// <summary>Has a message sent again, whether or not it is still true.</summary>
    /// <exception cref="GatewayProblemException">There is no such message, or it is still being tried.</exception>
    public async Task<WebhookDelivery> ReplayAsync(string webhookId, string deliveryId, CancellationToken cancellationToken)
    {
        await shelf.GetAsync(webhookId, cancellationToken);
        var folder = NotificationKeys.Webhook(webhookId);
        var delivery = await DescribeAsync(webhookId, deliveryId, cancellationToken);
        if (delivery.State == DeliveryState.Waiting)
        {
            throw Refusal.Conflict("still-tried", $"Message '{deliveryId}' is still being tried: wait for its last attempt, or send a test.");
        }

        var occasion = await store.GetDocumentAsync(NotificationKeys.Message(folder, deliveryId), Occasion.Format, cancellationToken);
        await queue.AddAgainAsync(folder, occasion, await LastRunAsync(folder, deliveryId, cancellationToken) + 1, cancellationToken);
        return await DescribeAsync(webhookId, deliveryId, cancellationToken);
    }

    /// <summary>A message and what has become of it.</summary>
    /// <exception cref="GatewayProblemException">There is no such message.</exception>
    public async Task<WebhookDelivery> DescribeAsync(string webhookId, string deliveryId, CancellationToken cancellationToken)
    {
        var folder = NotificationKeys.Webhook(webhookId);
        if (deliveryId.Length is 0 or > 64 || !deliveryId.All(character => char.IsAsciiHexDigitLower(character) || character == '-')
            || await store.TryGetDocumentAsync(NotificationKeys.Message(folder, deliveryId), Occasion.Format, cancellationToken) is not { } occasion)
        {
            throw Refusal.NotFound("no-delivery", $"Webhook '{webhookId}' has no message '{deliveryId}': see GET /api/webhooks/{webhookId}/deliveries.");
        }

        var tried = new List<WebhookAttempt>();
        var last = await LastRunAsync(folder, deliveryId, cancellationToken);
        DateTimeOffset? due = null;
        var state = DeliveryState.Waiting;
        for (var run = DeliveryQueue.FirstRun; run <= last; run++)
        {
            var ofRun = await attempts.ReadAsync(NotificationKeys.RunPrefix(folder, deliveryId, run), cancellationToken);
            tried.AddRange(ofRun.Select(attempt => ToApi(run, attempt)));
            state = (await queue.OutcomeAsync(folder, deliveryId, run, cancellationToken))?.State ?? DeliveryState.Waiting;
            due = state == DeliveryState.Waiting ? attempts.DueAt(ofRun.Count == 0 ? null : ofRun[^1], ofRun.Count) : null;
        }

        return new WebhookDelivery
        {
            DeliveryId = deliveryId,
            MessageId = occasion.MessageId(),
            Event = occasion.Kind,
            DatasetId = occasion.DatasetId,
            Title = OccasionWording.Title(occasion),
            At = occasion.At,
            State = state,
            NextAttemptAt = due,
            Attempts = tried,
        };
    }

    private static WebhookAttempt ToApi(int run, Attempt attempt) => new()
    {
        Run = run,
        Number = attempt.Number,
        At = attempt.Begun.At,
        Succeeded = attempt.Ended?.Succeeded,
        Status = attempt.Ended?.Status,
        Problem = attempt.Ended?.Problem,
        Seconds = attempt.Ended?.Seconds,
    };

    /// <returns>When this gateway should look at it again; null when it is over.</returns>
    private async Task<DateTimeOffset?> TryAsync(KnownWebhook webhook, WaitingDelivery delivery, CancellationToken cancellationToken)
    {
        var folder = NotificationKeys.Webhook(webhook.WebhookId);
        if (await queue.OutcomeAsync(folder, delivery.DeliveryId, delivery.Run, cancellationToken) is not null)
        {
            await queue.RemoveAsync(folder, delivery, cancellationToken);
            return null;
        }

        var before = await attempts.ReadAsync(NotificationKeys.RunPrefix(folder, delivery.DeliveryId, delivery.Run), cancellationToken);
        var last = before.Count == 0 ? null : before[^1];
        if (last is { Ended.Succeeded: true })
        {
            await queue.EndAsync(folder, delivery, DeliveryState.Delivered, cancellationToken);
            return null;
        }

        if (attempts.DueAt(last, before.Count) is not { } due)
        {
            await queue.EndAsync(folder, delivery, DeliveryState.Failed, cancellationToken);
            return null;
        }

        if (due > time.GetUtcNow())
        {
            return due;
        }

        if (delivery.Run == DeliveryQueue.FirstRun && !await occasions.IsCurrentAsync(delivery.Occasion, cancellationToken))
        {
            await queue.EndAsync(folder, delivery, DeliveryState.Outdated, cancellationToken);
            return null;
        }

        var number = (last?.Number ?? 0) + 1;
        if (await AttemptAsync(webhook, delivery, number, cancellationToken) is not { } ended)
        {
            return time.GetUtcNow() + Attempts.Abandoned;
        }

        if (ended.Succeeded)
        {
            await queue.EndAsync(folder, delivery, DeliveryState.Delivered, cancellationToken);
            return null;
        }

        logger.LogWarning(
            "Webhook {WebhookId} did not take message {MessageId} at attempt {Attempt}: {Problem}", webhook.WebhookId, delivery.Occasion.MessageId(), number, ended.Problem);
        if (ended.Status == (int)HttpStatusCode.Gone)
        {
            // As Standard Webhooks says: its owner wants no more of it.
            await queue.EndAsync(folder, delivery, DeliveryState.Failed, cancellationToken);
            await shelf.ChangeAsync(
                webhook, webhook.Stored.Settings with { Enabled = false }, "it answered 410 Gone, which asks not to be sent anything any more", cancellationToken);
            return null;
        }

        if (attempts.DueAt(new Attempt(number, new AttemptBegun { At = ended.At, Nonce = "" }, ended), number) is { } again)
        {
            return again;
        }

        await queue.EndAsync(folder, delivery, DeliveryState.Failed, cancellationToken);
        return null;
    }

    /// <returns>What came of it; null where another gateway is at it.</returns>
    private async Task<AttemptEnded?> AttemptAsync(KnownWebhook webhook, WaitingDelivery delivery, int number, CancellationToken cancellationToken)
    {
        var prefix = NotificationKeys.RunPrefix(NotificationKeys.Webhook(webhook.WebhookId), delivery.DeliveryId, delivery.Run);
        if (!await attempts.BeginAsync(prefix, number, cancellationToken))
        {
            return null;
        }

        var ended = await sender.SendAsync(webhook.Stored, delivery.Occasion, address.Link(delivery.Occasion), cancellationToken);
        await attempts.EndAsync(prefix, number, ended, cancellationToken);
        return ended;
    }

    private async Task<int> LastRunAsync(string folder, string deliveryId, CancellationToken cancellationToken)
    {
        var last = DeliveryQueue.FirstRun;
        while (await queue.OutcomeAsync(folder, deliveryId, last, cancellationToken) is not null
            && (await store.HeadAsync(NotificationKeys.Waiting(folder, deliveryId, last + 1), cancellationToken) is not null
                || await queue.OutcomeAsync(folder, deliveryId, last + 1, cancellationToken) is not null))
        {
            last++;
        }

        return last;
    }
}
