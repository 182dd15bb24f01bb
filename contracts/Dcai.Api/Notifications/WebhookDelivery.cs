namespace Dcai.Api;

/// <summary>A message to a webhook and what has become of it.</summary>
public sealed record WebhookDelivery
{
    public required string DeliveryId { get; init; }

    /// <summary>The header <c>webhook-id</c>: the same at every attempt, so that who gets it twice can tell.</summary>
    public required string MessageId { get; init; }

    /// <summary>review.opened …, or test.</summary>
    public required string Event { get; init; }

    /// <summary>Absent where it concerns none, or all.</summary>
    public string? DatasetId { get; init; }

    /// <summary>What is told, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The earliest time of the next attempt; absent unless one is waited for.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<WebhookAttempt> Attempts { get; init; }
}
