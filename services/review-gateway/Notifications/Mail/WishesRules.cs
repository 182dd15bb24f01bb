using System.Net.Mail;
using Dcai.Api;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>What can be wished.</summary>
internal static class WishesRules
{
    private const int LongestName = 1000;
    private const int LongestDigestMinutes = 7 * 24 * 60;

    public static void Check(string reviewer, NotificationWishes wishes)
    {
        if (string.IsNullOrWhiteSpace(reviewer) || reviewer.Length > LongestName || reviewer.Any(char.IsControl))
        {
            throw Refusal.BadRequest("reviewer", $"A reviewer's name is one line of 1 to {LongestName} characters.");
        }

        if (wishes.MailAddress is { Length: > 0 } mail && !IsAddress(mail))
        {
            throw Refusal.BadRequest("mail-address", $"'{mail.ReplaceLineEndings(" ")}' is no mail address: write it as name@example.org, without a display name.");
        }

        OccasionRules.Check(wishes.Events, wishes.Datasets);
        if (wishes.DigestMinutes is < 0 or > LongestDigestMinutes)
        {
            throw Refusal.BadRequest("digest", $"digestMinutes is {wishes.DigestMinutes}: it must be in 0 … {LongestDigestMinutes}, and 0 sends each message at once.");
        }

        if ((wishes.QuietFrom is { Length: > 0 } || wishes.QuietUntil is { Length: > 0 })
            && (QuietHours.Parse(wishes.QuietFrom) is null || QuietHours.Parse(wishes.QuietUntil) is null))
        {
            throw Refusal.BadRequest("quiet-hours", $"Quiet hours from '{wishes.QuietFrom}' until '{wishes.QuietUntil}' are none: give both as 22:00 and 07:00, or neither.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(wishes.TimeZone, out _))
        {
            throw Refusal.BadRequest("time-zone", $"'{wishes.TimeZone}' is no time zone that this gateway knows: use a name such as Europe/Berlin or UTC.");
        }
    }

    private static bool IsAddress(string text) =>
        !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var address) && address.DisplayName.Length == 0 && address.Address == text;
}
