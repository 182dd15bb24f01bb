using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>The webhooks and their settings.</summary>
internal sealed class WebhookShelf(IObjectStore store, TimeProvider time)
{
    /// <summary>How long messages are signed with the secret before the newest one too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const int IdDigits = 16;

    private readonly ConcurrentDictionary<string, (StoredWebhook Stored, DateTimeOffset At)> _versions = new(StringComparer.Ordinal);

    /// <summary>All of them in the order of their ids, those that are disabled included.</summary>
    /// <param name="after">Only those after this id; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<KnownWebhook> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var prefix in store.ListPrefixesAsync(NotificationKeys.Webhooks, cancellationToken))
        {
            var webhookId = StoreKeys.Name(prefix);
            if ((after is null || string.CompareOrdinal(webhookId, after) > 0) && await FindAsync(webhookId, cancellationToken) is { } webhook)
            {
                yield return webhook;
            }
        }
    }

    /// <summary>The newest version, or null where there is no such webhook.</summary>
    public async Task<KnownWebhook?> FindAsync(string webhookId, CancellationToken cancellationToken)
    {
        if (webhookId.Length != IdDigits || !webhookId.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        (int Version, StoredWebhook Stored)? newest = null;
        DateTimeOffset? created = null;
        await foreach (var info in store.ListAsync(NotificationKeys.SettingsPrefix(NotificationKeys.Webhook(webhookId)), cancellationToken: cancellationToken))
        {
            created ??= info.LastModified;
            if (await ReadAsync(info, cancellationToken) is { } stored)
            {
                newest = (int.Parse(StoreKeys.Name(info.Key), CultureInfo.InvariantCulture), stored);
            }
        }

        return newest is { } found ? new KnownWebhook(webhookId, found.Version, found.Stored, created!.Value) : null;
    }

    /// <exception cref="GatewayProblemException">There is none.</exception>
    public async Task<KnownWebhook> GetAsync(string webhookId, CancellationToken cancellationToken) =>
        await FindAsync(webhookId, cancellationToken) ?? throw Refusal.NotFound("no-webhook", $"There is no webhook '{webhookId}': see GET /api/webhooks.");

    public async Task<KnownWebhook> CreateAsync(WebhookSettings settings, CancellationToken cancellationToken)
    {
        var webhookId = Guid.NewGuid().ToString("N")[..IdDigits];
        var stored = new StoredWebhook { Settings = settings, Secret = WebhookSignature.NewSecret(), Nonce = Guid.NewGuid().ToString("N") };
        await store.PutDocumentIfAbsentAsync(NotificationKeys.Settings(NotificationKeys.Webhook(webhookId), 1), StoredWebhook.Format, stored, cancellationToken);
        return await GetAsync(webhookId, cancellationToken);
    }

    /// <param name="webhook">The version that is changed.</param>
    /// <param name="settings">All of the new settings.</param>
    /// <param name="disabledBecause">Null where its owner changes it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GatewayProblemException">Somebody else changed it at the same time.</exception>
    public Task<KnownWebhook> ChangeAsync(KnownWebhook webhook, WebhookSettings settings, string? disabledBecause, CancellationToken cancellationToken) =>
        PutNextAsync(webhook, webhook.Stored with { Settings = settings, DisabledBecause = disabledBecause }, cancellationToken);

    /// <summary>Gives it a new secret; for <see cref="Overlap"/> the one that it had signs too.</summary>
    /// <exception cref="GatewayProblemException">There is none, or somebody else changed it at the same time.</exception>
    public async Task<KnownWebhook> RenewSecretAsync(string webhookId, CancellationToken cancellationToken)
    {
        var webhook = await GetAsync(webhookId, cancellationToken);
        var renewed = webhook.Stored with { Secret = WebhookSignature.NewSecret(), EarlierSecret = webhook.Stored.Secret, EarlierUntil = time.GetUtcNow() + Overlap };
        return await PutNextAsync(webhook, renewed, cancellationToken);
    }

    /// <summary>Removes it with all of its history.</summary>
    public async Task DeleteAsync(string webhookId, CancellationToken cancellationToken)
    {
        await GetAsync(webhookId, cancellationToken);

        // What waits goes first: cut in between, the webhook is still there to be deleted.
        string[] parts =
        [
            NotificationKeys.WaitingPrefix(NotificationKeys.Webhook(webhookId)),
            NotificationKeys.DeliveriesPrefix(NotificationKeys.Webhook(webhookId)),
            NotificationKeys.Webhook(webhookId),
        ];
        foreach (var part in parts)
        {
            await foreach (var info in store.ListAsync(part, cancellationToken: cancellationToken))
            {
                await store.DeleteAsync(info.Key, cancellationToken);
            }
        }
    }

    private async Task<KnownWebhook> PutNextAsync(KnownWebhook webhook, StoredWebhook next, CancellationToken cancellationToken)
    {
        var stored = next with { Nonce = Guid.NewGuid().ToString("N") };
        var key = NotificationKeys.Settings(NotificationKeys.Webhook(webhook.WebhookId), webhook.Version + 1);
        return (await store.PutDocumentIfAbsentAsync(key, StoredWebhook.Format, stored, cancellationToken)).Created
            ? webhook with { Version = webhook.Version + 1, Stored = stored }
            : throw Refusal.Conflict("webhook-changed", $"Webhook '{webhook.WebhookId}' was changed by somebody else at the same time: look at it, and change it again.");
    }

    /// <summary>Versions never change, so each is read once.</summary>
    private async Task<StoredWebhook?> ReadAsync(ObjectInfo info, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(info.Key, out var known) && known.At == info.LastModified)
        {
            return known.Stored;
        }

        var stored = await store.TryGetDocumentAsync(info.Key, StoredWebhook.Format, cancellationToken);
        if (stored is not null)
        {
            _versions[info.Key] = (stored, info.LastModified);
        }

        return stored;
    }
}
