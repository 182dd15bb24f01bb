using System.Text.Json;
using Dcai.Api;
using Dcai.ReviewGateway.Notifications;
using Dcai.ReviewGateway.Notifications.Webhooks;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenMessagesAreSigned
{
    /// <summary>The vector that the implementations of Standard Webhooks are tested with.</summary>
    [Fact]
    public void The_signature_is_that_of_the_published_vector()
    {
        var signature = WebhookSignature.Sign(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330),
            "{\"test\": 2432232314}"u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void The_earlier_secret_signs_until_its_time_is_over()
    {
        var until = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var webhook = new StoredWebhook
        {
            Settings = new WebhookSettings { Url = "https://example.org/hook" },
            Secret = "whsec_bmV3",
            EarlierSecret = "whsec_b2xk",
            EarlierUntil = until,
            Nonce = "n",
        };

        Assert.Equal(["whsec_bmV3", "whsec_b2xk"], webhook.Secrets(until.AddSeconds(-1)));
        Assert.Equal(["whsec_bmV3"], webhook.Secrets(until));
    }

    [Fact]
    public void A_new_secret_has_32_bytes_of_its_own()
    {
        var (one, other) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());

        Assert.StartsWith("whsec_", one, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(one["whsec_".Length..]).Length);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Each_format_says_what_happened_and_where()
    {
        var occasion = new Occasion
        {
            Kind = OccasionKind.ReviewOpened,
            At = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
            DatasetId = "numerals",
            ReviewId = "r0001",
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            ItemCount = 40,
        };
        const string link = "https://dcai.example.org/#/review/numerals/r0001";

        using var standard = JsonDocument.Parse(WebhookBody.Write(WebhookFormat.Standard, occasion, link));
        using var slack = JsonDocument.Parse(WebhookBody.Write(WebhookFormat.Slack, occasion with { Kind = OccasionKind.DatasetSuspended, Reason = "<!channel> & more" }, link));
        using var teams = JsonDocument.Parse(WebhookBody.Write(WebhookFormat.Teams, occasion, link));

        Assert.Equal("review.opened", standard.RootElement.GetProperty("type").GetString());
        Assert.Equal(occasion.At, standard.RootElement.GetProperty("timestamp").GetDateTimeOffset());
        var data = standard.RootElement.GetProperty("data");
        Assert.Equal(("numerals", "r0001", "round", 40, link), (
            data.GetProperty("datasetId").GetString(), data.GetProperty("reviewId").GetString(), data.GetProperty("purpose").GetString(), data.GetProperty("itemCount").GetInt32(),
            data.GetProperty("link").GetString()));
        Assert.False(data.TryGetProperty("release", out _));
        Assert.Equal($"numerals is suspended: &lt;!channel&gt; &amp; more <{link}|open>", slack.RootElement.GetProperty("text").GetString());
        var card = teams.RootElement.GetProperty("attachments")[0].GetProperty("content");
        Assert.Equal("numerals: 40 images wait for a decision (round 1)", card.GetProperty("body")[0].GetProperty("text").GetString());
        Assert.Equal(link, card.GetProperty("actions")[0].GetProperty("url").GetString());
    }
}
