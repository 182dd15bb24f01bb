using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.Tests;
using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenPeopleWantMail
{
    private static readonly NotificationWishes Ada = new() { MailAddress = "ada@example.org" };

    [Fact]
    public async Task It_comes_through_the_operators_server_with_link_and_pictures()
    {
        await using var sink = new MailSink();
        await using var gateway = await StartAsync(new Dictionary<string, string?>
        {
            ["PublicAddress"] = "https://dcai.example.org",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = $"{sink.Port}",
            ["Mail:Encrypted"] = "false",
            ["Mail:From"] = "dcai@example.org",
        });
        await gateway.CreateDatasetAsync();
        await (await gateway.Http.PutAsJsonAsync("/api/people/Ada%20L%C3%B6w/notifications", Ada)).IsAsync<NotifiedPerson>();

        await gateway.OpenReviewAsync("a");
        await UntilAsync(() => !sink.Mails.IsEmpty, "the mail");

        Assert.Equal("ada@example.org", Assert.Single(sink.Recipients));
        var mail = Assert.Single(sink.Mails);
        Assert.Contains("Subject: dcai: numerals: 1 image waits for a decision (round 1)", mail, StringComparison.Ordinal);
        Assert.Contains("https://dcai.example.org/#/review/numerals/r0001", System.Text.Encoding.UTF8.GetString(FirstPart(mail)), StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        await UntilAsync(
            async () => (await gateway.GetAsync<NotifiedPersonList>("/api/people")).People.Single() is { Reviewer: "Ada Löw", MailProblem: null }, "the note of it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_said_to_a_server_that_cannot_prove_who_it_is(bool hasCertificate)
    {
        using var key = RSA.Create(2048);
        using var unknown = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var sink = new MailSink(hasCertificate ? unknown : null);
        var options = new GatewayOptions { Mail = new MailOptions { Host = "127.0.0.1", Port = sink.Port, From = "dcai@example.org", User = "dcai", Password = "secret" } };

        var problem = await new SmtpMailer(Options.Create(options)).SendAsync(new MailText("ada@example.org", "a subject", [], null), CancellationToken.None);

        Assert.Contains($"the mail server 127.0.0.1:{sink.Port} did not take it", problem, StringComparison.Ordinal);
        Assert.Contains(hasCertificate ? "certificate" : "secure", problem, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(sink.Mails);
        Assert.DoesNotContain(sink.Plain, line => line.Contains("AUTH", StringComparison.OrdinalIgnoreCase) || line.Contains("ada@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Users_are_told_of_what_they_may_see_and_of_nothing_once_they_are_removed()
    {
        await using var sink = new MailSink();
        await using var gateway = await StartAsync(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = $"{sink.Port}",
            ["Mail:Encrypted"] = "false",
            ["Mail:From"] = "dcai@example.org",
        });
        await gateway.CreateDatasetAsync();
        await gateway.CreateDatasetAsync("another");
        foreach (var (name, dataset) in new[] { ("ada", DatasetId), ("bob", "another"), ("eve", DatasetId) })
        {
            await gateway.AddUserAsync(name, For(Role.Reviewer, dataset));
            using var browser = await gateway.BrowserOfAsync(name);
            await (await browser.PutAsJsonAsync($"/api/people/{name}/notifications", new NotificationWishes { MailAddress = $"{name}@example.org" })).IsAsync<NotifiedPerson>();
            await (await browser.PutAsJsonAsync("/api/people/somebody/notifications", Ada)).IsProblemAsync(HttpStatusCode.Forbidden, "person");
        }

        (await gateway.Http.DeleteAsync("/api/users/eve")).EnsureSuccessStatusCode();
        await gateway.OpenReviewAsync("a");
        await UntilAsync(() => !sink.Mails.IsEmpty, "the mail");
        await UntilAsync(async () => !await AnyWaitingAsync(gateway), "the end of what waited");

        Assert.Equal(["ada@example.org"], sink.Recipients);
    }

    [Fact]
    public async Task What_happens_within_the_digests_time_comes_together()
    {
        var (office, mailer, time) = Office();
        await office.Wishes.ChangeAsync("ada", Ada with { DigestMinutes = 60 }, CancellationToken.None);
        var folder = WishesShelf.Folder("ada");
        await HappensAsync("r0001");
        await office.Mails.DeliverAsync(folder, CancellationToken.None);
        await HappensAsync("r0002");
        await HappensAsync("r0003");

        var due = await office.Mails.DeliverAsync(folder, CancellationToken.None);
        Assert.Single(mailer.Mails);
        time.Advance(due!.Value - time.GetUtcNow());
        Assert.Null(await office.Mails.DeliverAsync(folder, CancellationToken.None));

        Assert.Equal(2, mailer.Mails.Count);
        Assert.Equal(2, mailer.Mails[1].Lines.Count);
        Assert.Equal("dcai: 2 messages", mailer.Mails[1].Subject);
        office.Dispose();

        async Task HappensAsync(string reviewId)
        {
            await office.OpenReviewAsync(reviewId);
            await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
        }
    }

    [Fact]
    public async Task In_quiet_hours_it_waits_and_what_is_decided_meanwhile_is_not_sent()
    {
        var (office, mailer, time) = Office();
        var folder = WishesShelf.Folder("ada");

        // Midnight in UTC is seven in the evening in New York.
        await office.Wishes.ChangeAsync("ada", Ada with { QuietFrom = "18:30", QuietUntil = "07:00", TimeZone = "America/New_York" }, CancellationToken.None);
        await office.OpenReviewAsync("r0001");
        await office.OpenReviewAsync("r0002");
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);

        var due = await office.Mails.DeliverAsync(folder, CancellationToken.None);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 7, 0, 0, TimeSpan.FromHours(-5)), due);
        Assert.Empty(mailer.Mails);
        await office.CloseReviewAsync("r0001");
        time.Advance(due!.Value - time.GetUtcNow());
        await office.Mails.DeliverAsync(folder, CancellationToken.None);

        Assert.EndsWith("r0002", Assert.Single(Assert.Single(mailer.Mails).Lines).Link, StringComparison.Ordinal);
        office.Dispose();
    }

    [Theory]
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-03-02T21:00:00Z", "2026-03-03T06:00:00Z")] // 22:00 there.
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-03-02T20:59:59Z", null)]
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T05:00:00Z")] // The night in which an hour is skipped.
    [InlineData("01:00", "02:30", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")] // 02:30 does not exist.
    [InlineData("12:00", "13:00", "UTC", "2026-03-02T13:00:00Z", null)]
    [InlineData("12:00", "12:00", "UTC", "2026-03-02T12:00:00Z", null)]
    [InlineData(null, null, "UTC", "2026-03-02T12:00:00Z", null)]
    public void Quiet_hours_are_those_of_the_persons_place(string? from, string? until, string zone, string now, string? end)
    {
        var wishes = new NotificationWishes { QuietFrom = from, QuietUntil = until, TimeZone = zone };

        Assert.Equal(end is null ? null : Time(end), QuietHours.EndAt(wishes, Time(now)));

        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_server_that_refuses_is_tried_again_and_its_reason_is_shown()
    {
        var (office, mailer, time) = Office();
        var folder = WishesShelf.Folder("ada");
        mailer.Problem = "mailbox unavailable";
        await office.Wishes.ChangeAsync("ada", Ada, CancellationToken.None);
        await office.OpenReviewAsync();
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);

        var due = await office.Mails.DeliverAsync(folder, CancellationToken.None);

        Assert.Equal(time.GetUtcNow().AddSeconds(5), due);
        Assert.Equal("mailbox unavailable", await office.Mails.ProblemAsync(folder, CancellationToken.None));
        mailer.Problem = null;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await office.Mails.DeliverAsync(folder, CancellationToken.None));
        Assert.Equal(2, mailer.Mails.Count);
        Assert.Null(await office.Mails.ProblemAsync(folder, CancellationToken.None));
        office.Dispose();
    }

    [Fact]
    public async Task After_six_refusals_a_mail_is_given_up_and_the_next_begins_anew()
    {
        var (office, mailer, time) = Office();
        var folder = WishesShelf.Folder("ada");
        mailer.Problem = "mailbox unavailable";
        await office.Wishes.ChangeAsync("ada", Ada, CancellationToken.None);
        for (var review = 1; review <= 3; review++)
        {
            await office.OpenReviewAsync($"r{review:D4}");
            await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
            while (await office.Mails.DeliverAsync(folder, CancellationToken.None) is { } due)
            {
                time.Advance(due - time.GetUtcNow());
            }

            Assert.Equal(6 * review, mailer.Mails.Count);
        }

        Assert.EndsWith("r0003", Assert.Single(mailer.Mails[^1].Lines).Link, StringComparison.Ordinal);
        office.Dispose();
    }

    [Fact]
    public async Task Its_pictures_are_inside()
    {
        await using var sink = new MailSink();
        var options = new GatewayOptions { Mail = new MailOptions { Host = "127.0.0.1", Port = sink.Port, Encrypted = false, From = "dcai@example.org" } };
        var sheet = Image("sheet");

        var problem = await new SmtpMailer(Options.Create(options)).SendAsync(
            new MailText("ada@example.org", "dcai: <2> images", [("one & two", "https://example.org/#/")], sheet), CancellationToken.None);

        Assert.Null(problem);
        var mail = Assert.Single(sink.Mails);
        Assert.Contains("Content-ID: <sheet>", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Convert.ToBase64String(sheet), mail.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_named()
    {
        var options = new GatewayOptions { Mail = new MailOptions { Host = "127.0.0.1", Port = 1, Encrypted = false, From = "dcai@example.org" } };

        var problem = await new SmtpMailer(Options.Create(options)).SendAsync(new MailText("ada@example.org", "dcai", [], Sheet: null), CancellationToken.None);

        Assert.StartsWith("the mail server 127.0.0.1:1 did not take it", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem!);
    }

    [Fact]
    public async Task Two_gateways_send_one_mail()
    {
        var time = new ManualTime();
        var store = new InMemoryObjectStore(time);
        var mailer = new Mailer();
        using var one = new PostOffice(store, time, mailer);
        using var other = new PostOffice(store, time, mailer);
        await one.Wishes.ChangeAsync("ada", Ada, CancellationToken.None);
        await one.OpenReviewAsync();

        await Task.WhenAll(new[] { one, other, one, other }.Select(office => Task.Run(async () =>
        {
            await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
            await office.Mails.DeliverAsync(WishesShelf.Folder("ada"), CancellationToken.None);
        })));

        Assert.Single(mailer.Mails);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        await using var gateway = await StartAsync();
        (NotificationWishes Wishes, string Code)[] bad =
        [
            (Ada with { MailAddress = "ada" }, "mail-address"),
            (Ada with { MailAddress = "Ada <ada@example.org>" }, "mail-address"),
            (Ada with { MailAddress = "ada@example.org\r\nBcc: eve@example.org" }, "mail-address"),
            (Ada with { Events = ["all"] }, "unknown-event"),
            (Ada with { DigestMinutes = -1 }, "digest"),
            (Ada with { QuietFrom = "22:00" }, "quiet-hours"),
            (Ada with { QuietFrom = "10 pm", QuietUntil = "07:00" }, "quiet-hours"),
            (Ada with { TimeZone = "Middle-earth" }, "time-zone"),
        ];
        foreach (var (wishes, code) in bad)
        {
            await (await gateway.Http.PutAsJsonAsync("/api/people/ada/notifications", wishes)).IsProblemAsync(HttpStatusCode.BadRequest, code);
        }

        await (await gateway.Http.GetAsync("/api/people/ada/notifications")).IsProblemAsync(HttpStatusCode.NotFound, "no-wishes");
    }

    private static (PostOffice Office, Mailer Mailer, ManualTime Time) Office()
    {
        var time = new ManualTime();
        var mailer = new Mailer();
        return (new PostOffice(new InMemoryObjectStore(time), time, mailer), mailer, time);
    }

    /// <summary>The plain text, which the sender may have encoded.</summary>
    private static byte[] FirstPart(string mail)
    {
        var part = mail[mail.IndexOf("text/plain", StringComparison.Ordinal)..];
        var (head, body) = (part[..part.IndexOf("\n\n", StringComparison.Ordinal)], part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        body = body[..body.IndexOf("\n--", StringComparison.Ordinal)];
        return head.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Convert.FromBase64String(body.ReplaceLineEndings(""))
            : System.Text.Encoding.UTF8.GetBytes(body.Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal));
    }

    private sealed class Mailer : IMailer
    {
        public List<MailText> Mails { get; } = [];

        public string? Problem { get; set; }

        public bool IsConfigured => true;

        public Task<string?> SendAsync(MailText mail, CancellationToken cancellationToken)
        {
            lock (Mails)
            {
                Mails.Add(mail);
            }

            return Task.FromResult(Problem);
        }
    }

    private static async Task<bool> AnyWaitingAsync(GatewayUnderTest gateway)
    {
        await foreach (var stored in gateway.Store.ListAsync("gateway/people/"))
        {
            if (stored.Key.Contains("/waiting/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
