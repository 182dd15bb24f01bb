namespace Dcai.Api;

/// <summary>How somebody wants to be told.</summary>
public sealed record NotificationWishes
{
    /// <summary>Where mail goes; empty or absent for none.</summary>
    public string? MailAddress { get; init; }

    /// <summary>review.opened, review.completed, dataset.suspended, release.ready, image.erased.</summary>
    public IReadOnlyList<string> Events { get; init; } = ["review.opened"];

    /// <summary>Only what concerns these; none means all of them.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>At most one mail in so many minutes, range [0, 10080]; what happens in between comes together. 0: each at once.</summary>
    public int DigestMinutes { get; init; }

    /// <summary>No mail from this time of the day on, as <c>22:00</c>, until <see cref="QuietUntil"/>; absent for no quiet hours.</summary>
    public string? QuietFrom { get; init; }

    /// <summary>As <c>07:00</c>; it may lie on the next day.</summary>
    public string? QuietUntil { get; init; }

    /// <summary>Where the quiet hours are meant: a name of the IANA time zone database, as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; init; } = "UTC";
}
