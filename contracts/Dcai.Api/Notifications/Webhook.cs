namespace Dcai.Api;

/// <summary>Where messages are sent.</summary>
public sealed record Webhook
{
    public required string WebhookId { get; init; }

    public required WebhookSettings Settings { get; init; }

    /// <summary>Why the gateway itself disabled it; absent where it did not.</summary>
    public string? DisabledBecause { get; init; }

    /// <summary>What happened before is not told.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when the secret before the newest one signs too; absent where there was never another.</summary>
    public DateTimeOffset? EarlierSecretUntil { get; init; }
}
