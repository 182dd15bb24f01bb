using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>What a run of attempts came to; nothing is tried any more.</summary>
internal sealed record DeliveryOutcome
{
    public static DocumentFormat<DeliveryOutcome> Format { get; } = new("dcai.notification-outcome", 1);

    /// <summary>Not <see cref="DeliveryState.Waiting"/>.</summary>
    public required DeliveryState State { get; init; }

    public required DateTimeOffset At { get; init; }
}
