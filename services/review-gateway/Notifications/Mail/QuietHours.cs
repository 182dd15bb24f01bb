using System.Globalization;
using Dcai.Api;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>When somebody wants no mail.</summary>
internal static class QuietHours
{
    private const string TimeFormat = "HH:mm";

    /// <summary>A time of the day as <c>22:00</c>, or null where it is none.</summary>
    public static TimeOnly? Parse(string? text) =>
        TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>When they are over; null outside of them.</summary>
    /// <param name="wishes">Checked ones.</param>
    /// <param name="now">Any offset.</param>
    public static DateTimeOffset? EndAt(NotificationWishes wishes, DateTimeOffset now)
    {
        if (Parse(wishes.QuietFrom) is not { } from || Parse(wishes.QuietUntil) is not { } until)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(wishes.TimeZone);
        var local = TimeZoneInfo.ConvertTime(now, zone);

        // Between two times that span midnight too; the same time twice is no time.
        if (!TimeOnly.FromDateTime(local.DateTime).IsBetween(from, until))
        {
            return null;
        }

        var end = local.Date + until.ToTimeSpan();
        if (end <= local.DateTime)
        {
            end = end.AddDays(1);
        }

        // A time that the clock skips in spring is the one after it.
        while (zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(15);
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }
}
