namespace Dcai.Api;

/// <summary>A page of the webhooks.</summary>
public sealed record WebhookList
{
    /// <summary>In the order of their ids.</summary>
    public required IReadOnlyList<Webhook> Webhooks { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
