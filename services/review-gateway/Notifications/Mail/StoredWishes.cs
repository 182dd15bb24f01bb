using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>One version of what somebody wishes; a change is a new one.</summary>
internal sealed record StoredWishes
{
    public static DocumentFormat<StoredWishes> Format { get; } = new("dcai.notification-wishes", 1);

    public required string Reviewer { get; init; }

    public required NotificationWishes Wishes { get; init; }

    /// <summary>Tells two changes apart that are made at the same time.</summary>
    public required string Nonce { get; init; }
}
