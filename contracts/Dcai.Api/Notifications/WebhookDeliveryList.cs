namespace Dcai.Api;

/// <summary>A page of a webhook's messages.</summary>
public sealed record WebhookDeliveryList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<WebhookDelivery> Deliveries { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
