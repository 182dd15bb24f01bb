using System.Text.Json;
using Dcai.Api;
using Dcai.ReviewGateway.Tests;
using Dcai.ReviewGateway.Tests.Notifications;

namespace Dcai.Cli.Tests;

public sealed class WhenProgramsAreTold
{
    [Fact]
    public async Task They_are_added_tried_looked_at_and_removed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(new Dictionary<string, string?> { ["WebhookNetworks"] = "127.0.0.0/8" });

        var none = await RunAsync(gateway, "list");
        var added = await RunAsync(gateway, "add", receiver.Url, "--name", "chat", "--format", "slack", "--event", "review.opened", "--event", "release.ready", "--json");
        var created = JsonSerializer.Deserialize<CreatedWebhook>(added.Out, JsonSerializerOptions.Web)!;
        var id = created.Webhook.WebhookId;
        var tested = await RunAsync(gateway, "test", id);
        var attempts = await RunAsync(gateway, "attempts", id, "--json");
        var delivery = Assert.Single(JsonSerializer.Deserialize<List<WebhookDelivery>>(attempts.Out, JsonSerializerOptions.Web)!);
        var replayed = await RunAsync(gateway, "replay", id, delivery.DeliveryId);
        await GatewayUnderTest.UntilAsync(() => receiver.Messages.Count == 2, "the replay");
        var listed = await RunAsync(gateway, "list", "--json");
        var removed = await RunAsync(gateway, "remove", id);
        var again = await RunAsync(gateway, "remove", id);

        Assert.StartsWith("no program is told of anything", none.Out, StringComparison.Ordinal);
        Assert.StartsWith("taken with status 204", tested.Out, StringComparison.Ordinal);
        Assert.Equal((0, 0), (replayed.ExitCode, removed.ExitCode));
        var settings = Assert.Single(JsonSerializer.Deserialize<List<Webhook>>(listed.Out, JsonSerializerOptions.Web)!).Settings;
        Assert.Equal(("chat", WebhookFormat.Slack, 2), (settings.Name, settings.Format, settings.Events.Count));
        Assert.All(receiver.Messages, message => message.RequireSigned(created.Secret));
        again.FailedWith(1, "no webhook");
    }

    [Fact]
    public async Task A_test_that_is_not_taken_fails()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync();
        var added = await RunAsync(gateway, "add", receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "--json");
        var id = JsonSerializer.Deserialize<CreatedWebhook>(added.Out, JsonSerializerOptions.Web)!.Webhook.WebhookId;

        (await RunAsync(gateway, "test", id)).FailedWith(1, "not on the internet", "WebhookNetworks");
        (await RunAsync(gateway, "add", "http://169.254.169.254/latest")).FailedWith(1, "not on the internet");
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync(["webhooks", .. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
