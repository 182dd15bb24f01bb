using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>A gateway is about to send. Who stores it first sends; the others leave it to that one.</summary>
internal sealed record AttemptBegun
{
    public static DocumentFormat<AttemptBegun> Format { get; } = new("dcai.notification-attempt", 1);

    public required DateTimeOffset At { get; init; }

    /// <summary>Tells two gateways apart that begin at the same time.</summary>
    public required string Nonce { get; init; }
}
