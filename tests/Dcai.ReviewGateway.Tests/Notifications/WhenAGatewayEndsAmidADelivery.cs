using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Notifications;
using Dcai.Tests;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenAGatewayEndsAmidADelivery
{
    [Fact]
    public async Task Cut_anywhere_the_message_arrives_and_is_known_to_have()
    {
        await using var receiver = await Receiver.StartAsync();
        var cut = 0;
        for (var wasCut = true; wasCut; cut++)
        {
            receiver.Messages.Clear();
            wasCut = await DeliverCutAsync(receiver, cut);

            // Twice only where it was cut between the sending and the note of it.
            Assert.InRange(receiver.Messages.Count, 1, wasCut ? 2 : 1);
            Assert.Single(receiver.Messages.Select(message => message.Headers["webhook-id"]).Distinct());
        }

        Assert.True(cut > 20, $"{cut} places to cut");
    }

    [Fact]
    public async Task Two_gateways_send_one_message()
    {
        await using var receiver = await Receiver.StartAsync();
        var time = new ManualTime();
        var store = new InMemoryObjectStore(time);
        using var one = new PostOffice(store, time);
        using var other = new PostOffice(store, time);
        var webhook = await one.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url }, CancellationToken.None);
        for (var number = 1; number <= 20; number++)
        {
            await one.OpenReviewAsync($"r{number:D4}");
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            var office = number % 2 == 0 ? one : other;
            await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
            await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);
        })));
        time.Advance(Attempts.Abandoned);
        await other.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);

        Assert.Equal(20, receiver.Messages.Count);
        Assert.Equal(20, receiver.Messages.Select(message => message.Headers["webhook-id"]).Distinct().Count());
    }

    [Fact]
    public async Task A_restart_sends_what_waited()
    {
        var isUp = false;
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = isUp ? 200 : 503;
            return Task.CompletedTask;
        });
        var settings = new Dictionary<string, string?> { ["WebhookNetworks"] = "127.0.0.0/8" };
        var first = await StartAsync(settings);
        await first.CreateDatasetAsync();
        var created = await (await first.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = receiver.Url })).IsAsync<CreatedWebhook>(HttpStatusCode.Created);
        await first.OpenReviewAsync("a");
        await UntilAsync(() => !receiver.Messages.IsEmpty, "the first attempt");

        // 5 seconds later it is due, at a gateway that has only the store. It would be minutes until another attempt.
        isUp = true;
        var second = await first.RestartAsync(settings);
        await using var _ = second;
        await UntilAsync(
            async () => (await second.GetAsync<WebhookDeliveryList>($"/api/webhooks/{created.Webhook.WebhookId}/deliveries")).Deliveries.Single().State == DeliveryState.Delivered,
            "the delivery");

        Assert.Single(receiver.Messages.Select(message => message.Headers["webhook-id"]).Distinct());
    }

    /// <returns>Whether there was such a place.</returns>
    private static async Task<bool> DeliverCutAsync(Receiver receiver, int cut)
    {
        var time = new ManualTime();
        var store = new InMemoryObjectStore(time);
        using var setUp = new PostOffice(store, time);
        var webhook = await setUp.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url }, CancellationToken.None);
        await setUp.OpenReviewAsync();
        var (step, wasCut) = (0, false);
        store.Fault = (_, _) => step++ == cut ? throw new ObjectStoreException("killed") : ValueTask.CompletedTask;
        try
        {
            using var killed = new PostOffice(store, time);
            await killed.Announcer.LookAsync(DatasetId, CancellationToken.None);
            await killed.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);
        }
        catch (ObjectStoreException)
        {
            wasCut = true;
        }

        store.Fault = null;
        using var next = new PostOffice(store, time);
        await next.Announcer.LookAsync(DatasetId, CancellationToken.None);
        while (await next.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None) is { } due)
        {
            time.Advance(due - time.GetUtcNow());
        }

        Assert.Equal(DeliveryState.Delivered, (await next.OnlyDeliveryAsync(webhook.WebhookId)).State);
        return wasCut;
    }
}
