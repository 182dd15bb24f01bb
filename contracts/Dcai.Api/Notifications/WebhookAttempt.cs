namespace Dcai.Api;

/// <summary>One try to deliver a message.</summary>
public sealed record WebhookAttempt
{
    /// <summary>1, and one more for every replay.</summary>
    public required int Run { get; init; }

    /// <summary>Within the run, range [1, 6].</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Absent while it lasts, and where the gateway ended amid it.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>The HTTP status of the answer; absent where none came.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, in one line.</summary>
    public string? Problem { get; init; }

    /// <summary>How long it took.</summary>
    public double? Seconds { get; init; }
}
