using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenWebhooksAreKept
{
    private static readonly Dictionary<string, string?> Settings = new() { ["WebhookNetworks"] = "127.0.0.0/8", ["PublicAddress"] = "https://dcai.example.org" };

    [Fact]
    public async Task What_happens_is_told_with_a_signature_and_a_link()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync(Settings);
        await gateway.CreateDatasetAsync();
        var created = await CreateAsync(gateway, new WebhookSettings { Url = receiver.Url, Name = "chat" });

        await gateway.OpenReviewAsync("a");
        await UntilAsync(() => receiver.Messages.Count == 1, "the opening's message");
        await gateway.Http.PostAsJsonAsync($"/api/datasets/{DatasetId}/reviews/r0001/decisions", new SubmitDecisions
        {
            BatchId = Guid.NewGuid().ToString(),
            Reviewer = "ada",
            Decisions = [new SubmittedDecision { DecisionId = Guid.NewGuid().ToString(), SampleId = SampleId("a"), Verdict = Verdict.Certify, Label = "i" }],
        });
        await UntilAsync(() => receiver.Messages.Count == 2, "the completion's message");

        var bodies = receiver.Messages.Select(message => System.Text.Encoding.UTF8.GetString(message.Body)).ToList();
        Assert.Contains("\"review.opened\"", bodies[0], StringComparison.Ordinal);
        Assert.Contains("https://dcai.example.org/#/review/numerals/r0001", bodies[0], StringComparison.Ordinal);
        Assert.Contains("\"review.completed\"", bodies[1], StringComparison.Ordinal);
        Assert.All(receiver.Messages, message => message.RequireSigned(created.Secret));
    }

    [Fact]
    public async Task What_happened_before_and_what_nobody_asked_for_is_not_told()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync(new Dictionary<string, string?>(Settings) { ["SweepSeconds"] = "0.05" });
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync("a");
        var late = await CreateAsync(gateway, new WebhookSettings { Url = receiver.Url });
        var other = await CreateAsync(gateway, new WebhookSettings { Url = receiver.Url, Datasets = ["another"] });
        var tested = await (await gateway.Http.PostAsync($"/api/webhooks/{late.Webhook.WebhookId}/test", null)).IsAsync<WebhookDelivery>();

        Assert.Equal(("test", DeliveryState.Delivered), (tested.Event, tested.State));
        Assert.Equal(tested.DeliveryId, Assert.Single((await gateway.GetAsync<WebhookDeliveryList>($"/api/webhooks/{late.Webhook.WebhookId}/deliveries")).Deliveries).DeliveryId);
        Assert.Empty((await gateway.GetAsync<WebhookDeliveryList>($"/api/webhooks/{other.Webhook.WebhookId}/deliveries")).Deliveries);
        Assert.Single(receiver.Messages);
    }

    [Fact]
    public async Task A_message_is_sent_again_under_its_id_when_asked_for()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync(Settings);
        var created = await CreateAsync(gateway, new WebhookSettings { Url = receiver.Url });
        var path = $"/api/webhooks/{created.Webhook.WebhookId}";
        var tested = await (await gateway.Http.PostAsync($"{path}/test", null)).IsAsync<WebhookDelivery>();

        await (await gateway.Http.PostAsync($"{path}/deliveries/{tested.DeliveryId}/replay", null)).IsAsync<WebhookDelivery>();
        WebhookDelivery? replayed = null;
        await UntilAsync(
            async () => (replayed = (await gateway.GetAsync<WebhookDeliveryList>($"{path}/deliveries")).Deliveries.Single()).State == DeliveryState.Delivered && replayed.Attempts.Count == 2,
            "the replay");

        Assert.Equal([1, 2], replayed!.Attempts.Select(attempt => attempt.Run));
        Assert.Equal([tested.MessageId, tested.MessageId], receiver.Messages.Select(message => message.Headers["webhook-id"]));
        await (await gateway.Http.PostAsync($"{path}/deliveries/0-0/replay", null)).IsProblemAsync(HttpStatusCode.NotFound, "no-delivery");
    }

    [Fact]
    public async Task A_renewed_secret_signs_beside_the_one_before()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync(Settings);
        var created = await CreateAsync(gateway, new WebhookSettings { Url = receiver.Url, Name = "chat" });
        var path = $"/api/webhooks/{created.Webhook.WebhookId}";

        var renewed = await (await gateway.Http.PostAsync($"{path}/secret", null)).IsAsync<CreatedWebhook>();
        await (await gateway.Http.PostAsync($"{path}/test", null)).IsAsync<WebhookDelivery>();
        var again = await (await gateway.Http.PostAsync($"{path}/secret", null)).IsAsync<CreatedWebhook>();
        await (await gateway.Http.PostAsync($"{path}/test", null)).IsAsync<WebhookDelivery>();

        var (first, second) = (receiver.Messages.First(), receiver.Messages.Last());
        Assert.Equal(3, new[] { created.Secret, renewed.Secret, again.Secret }.Distinct().Count());
        first.RequireSigned(created.Secret);
        first.RequireSigned(renewed.Secret);
        second.RequireSigned(renewed.Secret);
        second.RequireSigned(again.Secret);
        Assert.Throws<Xunit.Sdk.ContainsException>(() => second.RequireSigned(created.Secret));
        Assert.Equal("chat", again.Webhook.Settings.Name);
        Assert.InRange((again.Webhook.EarlierSecretUntil!.Value - DateTimeOffset.UtcNow).TotalHours, 23, 24.1);
    }

    [Fact]
    public async Task They_are_listed_page_by_page_changed_and_deleted()
    {
        await using var gateway = await StartAsync(Settings);
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add((await CreateAsync(gateway, new WebhookSettings { Url = "https://example.org/hook" })).Webhook.WebhookId);
        }

        var first = await gateway.GetAsync<WebhookList>("/api/webhooks?limit=3");
        var second = await gateway.GetAsync<WebhookList>($"/api/webhooks?limit=3&cursor={first.NextCursor}");
        var changed = await (await gateway.Http.PutAsJsonAsync($"/api/webhooks/{ids[0]}", new WebhookSettings { Url = "https://example.org/other", Enabled = false }))
            .IsAsync<Webhook>();
        var deleted = await gateway.Http.DeleteAsync($"/api/webhooks/{ids[1]}");

        Assert.Equal(ids.Order(StringComparer.Ordinal), first.Webhooks.Concat(second.Webhooks).Select(webhook => webhook.WebhookId));
        Assert.Null(second.NextCursor);
        Assert.Equal(("https://example.org/other", false), (changed.Settings.Url, (await gateway.GetAsync<Webhook>($"/api/webhooks/{ids[0]}")).Settings.Enabled));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await (await gateway.Http.GetAsync($"/api/webhooks/{ids[1]}")).IsProblemAsync(HttpStatusCode.NotFound, "no-webhook");
        await (await gateway.Http.GetAsync("/api/webhooks?limit=0")).IsProblemAsync(HttpStatusCode.BadRequest, "page");
        await (await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = "ftp://example.org" })).IsProblemAsync(HttpStatusCode.BadRequest, "webhook-url");
        await (await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = "https://example.org", Events = ["review"] }))
            .IsProblemAsync(HttpStatusCode.BadRequest, "unknown-event");
    }

    private static async Task<CreatedWebhook> CreateAsync(GatewayUnderTest gateway, WebhookSettings settings) =>
        await (await gateway.Http.PostAsJsonAsync("/api/webhooks", settings)).IsAsync<CreatedWebhook>(HttpStatusCode.Created);
}
