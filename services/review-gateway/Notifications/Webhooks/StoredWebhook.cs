using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>One version of a webhook; a change is a new one.</summary>
internal sealed record StoredWebhook
{
    public static DocumentFormat<StoredWebhook> Format { get; } = new("dcai.webhook", 1);

    public required WebhookSettings Settings { get; init; }

    public required string Secret { get; init; }

    public string? DisabledBecause { get; init; }

    /// <summary>Tells two changes apart that are made at the same time.</summary>
    public required string Nonce { get; init; }
}
