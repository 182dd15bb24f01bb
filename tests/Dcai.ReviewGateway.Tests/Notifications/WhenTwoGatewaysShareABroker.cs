using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Tests;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenTwoGatewaysShareABroker
{
    private static readonly Dictionary<string, string?> Settings = new() { ["WebhookNetworks"] = "127.0.0.0/8", ["SweepSeconds"] = "0.5" };

    [BrokerFact]
    public async Task Every_page_hears_and_a_program_is_told_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var one = await StartAsync(Settings, broker: BrokerFactAttribute.Url);
        await using var other = await one.BesideAsync(Settings);
        await one.CreateDatasetAsync();
        (await one.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = receiver.Url })).EnsureSuccessStatusCode();
        using var first = await NewsListener.ConnectAsync(one, one.Token);
        using var second = await NewsListener.ConnectAsync(other, other.Token);

        var reviewId = await one.OpenReviewAsync("a", "b");
        await first.HearAsync("review.opened");
        await second.HearAsync("review.opened");
        await DecideAsync(other, reviewId, "a");
        await first.HearAsync("decisions.stored");
        await DecideAsync(one, reviewId, "b");
        await first.HearAsync("review.completed");
        await second.HearAsync("review.completed");
        await UntilAsync(() => receiver.Messages.Count >= 2, "both messages");

        // Each of the two has looked at both occasions by now.
        var webhook = Assert.Single((await one.GetAsync<WebhookList>("/api/webhooks")).Webhooks);
        await UntilAsync(
            async () => (await other.GetAsync<WebhookDeliveryList>($"/api/webhooks/{webhook.WebhookId}/deliveries")).Deliveries.All(delivery => delivery.State == DeliveryState.Delivered),
            "the end of both deliveries");
        Assert.Equal(["review.opened", "review.completed"], receiver.Messages.Select(message => EventOf(message.Body)));
    }

    private static async Task DecideAsync(GatewayUnderTest gateway, string reviewId, string name)
    {
        var answer = await gateway.Http.PostAsJsonAsync($"/api/datasets/{DatasetId}/reviews/{reviewId}/decisions", new SubmitDecisions
        {
            BatchId = Guid.NewGuid().ToString(),
            Reviewer = "ada",
            Decisions = [new SubmittedDecision { DecisionId = Guid.NewGuid().ToString(), SampleId = SampleId(name), Verdict = Verdict.Certify, Label = "i" }],
        });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string EventOf(byte[] body) => System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("type").GetString()!;
}
