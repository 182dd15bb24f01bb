using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>What came of an attempt.</summary>
internal sealed record AttemptEnded
{
    public static DocumentFormat<AttemptEnded> Format { get; } = new("dcai.notification-attempt-ended", 1);

    public required DateTimeOffset At { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>The HTTP status of the answer; null where none came, and of mail.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, in one line.</summary>
    public string? Problem { get; init; }

    public required double Seconds { get; init; }
}
