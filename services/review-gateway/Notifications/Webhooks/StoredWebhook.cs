using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>One version of a webhook; a change is a new one.</summary>
internal sealed record StoredWebhook
{
    public static DocumentFormat<StoredWebhook> Format { get; } = new("dcai.webhook", 1);

    public required WebhookSettings Settings { get; init; }

    public required string Secret { get; init; }

    /// <summary>The secret before this one, while receivers learn the new one.</summary>
    public string? EarlierSecret { get; init; }

    /// <summary>When the earlier secret signs no more.</summary>
    public DateTimeOffset? EarlierUntil { get; init; }

    public string? DisabledBecause { get; init; }

    /// <summary>Tells two changes apart that are made at the same time.</summary>
    public required string Nonce { get; init; }

    /// <summary>Every secret that signs now, the newest first.</summary>
    public IReadOnlyList<string> Secrets(DateTimeOffset now) => EarlierSecret is { } earlier && now < EarlierUntil ? [Secret, earlier] : [Secret];
}
