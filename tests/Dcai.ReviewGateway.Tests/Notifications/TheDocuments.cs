using System.Text;
using Dcai.Api;
using Dcai.ReviewGateway.Notifications;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Dcai.Tests;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class TheDocuments
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Stay_readable()
    {
        Verify("webhook", StoredWebhook.Format.Write(new StoredWebhook
        {
            Settings = new WebhookSettings { Url = "https://example.org/hook", Name = "chat", Events = ["review.opened"], Format = WebhookFormat.Slack },
            Secret = "whsec_c2VjcmV0",
            Nonce = "n",
        }));
        Verify("notification", Occasion.Format.Write(new Occasion
        {
            Kind = OccasionKind.ReviewOpened,
            At = At,
            DatasetId = "numerals",
            ReviewId = "r0001",
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            ItemCount = 2,
        }));
        Verify("notification-attempt", AttemptBegun.Format.Write(new AttemptBegun { At = At, Nonce = "n" }));
        Verify("notification-attempt-ended", AttemptEnded.Format.Write(new AttemptEnded { At = At, Succeeded = false, Status = 503, Problem = "answered 503", Seconds = 0.5 }));
        Verify("notification-outcome", DeliveryOutcome.Format.Write(new DeliveryOutcome { State = DeliveryState.Outdated, At = At }));
        Verify("notification-wishes", StoredWishes.Format.Write(new StoredWishes
        {
            Reviewer = "ada",
            Wishes = new NotificationWishes { MailAddress = "ada@example.org", DigestMinutes = 60, QuietFrom = "22:00", QuietUntil = "07:00", TimeZone = "Europe/Berlin" },
            Nonce = "n",
        }));
    }

    /// <summary>What two gateways compute alike, and what a store sorts by.</summary>
    [Fact]
    public void An_occasion_has_one_identity_and_the_newest_sorts_first()
    {
        var occasion = new Occasion { Kind = OccasionKind.ReleaseReady, At = At, DatasetId = "numerals", Release = 1 };

        Assert.Equal(occasion.DeliveryId(), (occasion with { Reason = "said otherwise" }).DeliveryId());
        Assert.NotEqual(occasion.MessageId(), (occasion with { Release = 2 }).MessageId());
        Assert.NotEqual(occasion.MessageId(), (occasion with { DatasetId = "letters" }).MessageId());
        Assert.True(string.CompareOrdinal((occasion with { At = At.AddSeconds(1) }).DeliveryId(), occasion.DeliveryId()) < 0);
    }

    private static void Verify(string name, byte[] document) => GoldenFile.Verify(GoldenFile.Beside($"../Golden/{name}.json"), Encoding.UTF8.GetString(document));
}
