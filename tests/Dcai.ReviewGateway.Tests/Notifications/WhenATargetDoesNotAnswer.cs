using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Dcai.Tests;
using Microsoft.AspNetCore.Http;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenATargetDoesNotAnswer
{
    [Fact]
    public async Task It_is_tried_again_after_5_seconds_5_minutes_30_minutes_3_hours_and_24_hours()
    {
        await using var receiver = await Receiver.StartAsync(Answer(StatusCodes.Status503ServiceUnavailable));
        var time = new ManualTime();
        using var office = new PostOffice(new InMemoryObjectStore(time), time);
        var webhook = await office.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url }, CancellationToken.None);
        await office.OpenReviewAsync();
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);

        var pauses = new List<double>();
        while (await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None) is { } due)
        {
            var before = receiver.Messages.Count;
            pauses.Add((due - time.GetUtcNow()).TotalSeconds);
            time.Advance(due - time.GetUtcNow() - TimeSpan.FromTicks(1));
            Assert.Equal(due, await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None));
            Assert.Equal(before, receiver.Messages.Count);
            time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal([5, 300, 1800, 10800, 86400], pauses);
        Assert.Equal(6, receiver.Messages.Count);
        Assert.Single(receiver.Messages.Select(message => message.Headers["webhook-id"]).Distinct());
        Assert.Equal(6, receiver.Messages.Select(message => message.Headers["webhook-timestamp"]).Distinct().Count());
        var delivery = await office.OnlyDeliveryAsync(webhook.WebhookId);
        Assert.Equal((DeliveryState.Failed, 6), (delivery.State, delivery.Attempts.Count));
        Assert.All(delivery.Attempts, attempt => Assert.Equal((false, 503), (attempt.Succeeded, attempt.Status)));
    }

    [Fact]
    public async Task What_was_told_meanwhile_and_is_true_no_more_is_not_sent()
    {
        await using var receiver = await Receiver.StartAsync(Answer(StatusCodes.Status503ServiceUnavailable));
        var time = new ManualTime();
        using var office = new PostOffice(new InMemoryObjectStore(time), time);
        var webhook = await office.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url, Events = ["review.opened"] }, CancellationToken.None);
        await office.OpenReviewAsync();
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
        await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);

        await office.CloseReviewAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);

        Assert.Single(receiver.Messages);
        Assert.Equal(DeliveryState.Outdated, (await office.OnlyDeliveryAsync(webhook.WebhookId)).State);
    }

    [Fact]
    public async Task A_suspension_that_is_over_is_not_told()
    {
        await using var receiver = await Receiver.StartAsync();
        var time = new ManualTime();
        using var office = new PostOffice(new InMemoryObjectStore(time), time);
        var webhook = await office.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url, Events = ["dataset.suspended"] }, CancellationToken.None);
        await office.OpenReviewAsync();
        office.Curations.Now = new Datasets.CurationStanding
        {
            State = "Suspended",
            SuspendedBecause = "the disk is full",
            Round = 1,
            Generation = 1,
            Outstanding = new Dictionary<string, string>(),
            Step = new Datasets.StepView { State = "Suspended", Since = time.GetUtcNow() },
        };
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);
        office.Curations.Now = office.Curations.Now with { State = "Ranking" };

        await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None);

        Assert.Empty(receiver.Messages);
        Assert.Equal(DeliveryState.Outdated, (await office.OnlyDeliveryAsync(webhook.WebhookId)).State);
    }

    [Fact]
    public async Task One_that_says_410_is_disabled()
    {
        await using var receiver = await Receiver.StartAsync(Answer(StatusCodes.Status410Gone));
        var time = new ManualTime();
        using var office = new PostOffice(new InMemoryObjectStore(time), time);
        var webhook = await office.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url }, CancellationToken.None);
        await office.OpenReviewAsync();
        await office.Announcer.LookAsync(DatasetId, CancellationToken.None);

        Assert.Null(await office.Post.DeliverAsync(webhook.WebhookId, CancellationToken.None));

        var known = await office.Webhooks.GetAsync(webhook.WebhookId, CancellationToken.None);
        Assert.False(known.Stored.Settings.Enabled);
        Assert.Contains("410", known.Stored.DisabledBecause, StringComparison.Ordinal);
        Assert.Single(receiver.Messages);
    }

    [Fact]
    public async Task A_long_answer_is_cut()
    {
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            var line = new byte[8192];
            Array.Fill(line, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(line, context.RequestAborted);
            }
        });
        var time = new ManualTime();
        using var office = new PostOffice(new InMemoryObjectStore(time), time);
        var webhook = await office.Webhooks.CreateAsync(new WebhookSettings { Url = receiver.Url }, CancellationToken.None);
        var watch = Stopwatch.StartNew();

        var tested = await office.Post.TestAsync(webhook.WebhookId, CancellationToken.None);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, WebhookSender.Longest);
        Assert.InRange(Assert.Single(tested.Attempts).Problem!.Length, 1000, 1100);
    }

    [Fact]
    public async Task The_others_are_not_held_up()
    {
        var release = new TaskCompletionSource();
        await using var hanging = await Receiver.StartAsync(context => Task.WhenAny(release.Task, Task.Delay(Timeout.Infinite, context.RequestAborted)));
        await using var quick = await Receiver.StartAsync();
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["WebhookNetworks"] = "127.0.0.0/8" });
        await gateway.CreateDatasetAsync();
        await CreateAsync(gateway, hanging.Url);
        await CreateAsync(gateway, quick.Url);

        await gateway.OpenReviewAsync("a");

        await UntilAsync(() => !hanging.Messages.IsEmpty && !quick.Messages.IsEmpty, "both messages");
        await UntilAsync(
            async () =>
            {
                var webhooks = (await gateway.GetAsync<WebhookList>("/api/webhooks")).Webhooks;
                var states = await Task.WhenAll(webhooks.Select(async webhook => (await gateway.GetAsync<WebhookDeliveryList>($"/api/webhooks/{webhook.WebhookId}/deliveries")).Deliveries));
                return states.Any(deliveries => deliveries.Any(one => one.State == DeliveryState.Delivered)) && states.Any(deliveries => deliveries.Any(one => one.State == DeliveryState.Waiting));
            },
            "one delivered while the other hangs");
        release.SetResult();
    }

    private static Func<HttpContext, Task> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static async Task CreateAsync(GatewayUnderTest gateway, string url) =>
        await (await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = url })).IsAsync<CreatedWebhook>(HttpStatusCode.Created);
}
