namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <param name="WebhookId">Its name in addresses and keys.</param>
/// <param name="Version">Of the settings, 1 or more.</param>
/// <param name="Stored">The newest version.</param>
/// <param name="CreatedAt">By the store's clock.</param>
internal sealed record KnownWebhook(string WebhookId, int Version, StoredWebhook Stored, DateTimeOffset CreatedAt);
