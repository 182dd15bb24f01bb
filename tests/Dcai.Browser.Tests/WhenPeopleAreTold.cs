using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Dcai.ReviewGateway.Tests.Notifications;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.Browser.Tests;

public sealed class WhenPeopleAreTold
{
    [BrowserFact]
    public async Task The_inbox_follows_what_happens_without_asking()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 2);

        var playing = scenario.PlayAsync("live");
        await UntilAsync(async () => playing.IsCompleted || (await scenario.ReviewAsync()).State == ReviewState.Closed, "the end of the first review");
        await scenario.OpenAnotherAsync("r0002");
        await playing;
    }

    [BrowserFact]
    public async Task A_webhook_that_is_added_by_keys_gets_signed_messages()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scenario = await Scenario.WithReviewAsync(0, 1, new Dictionary<string, string?> { ["WebhookNetworks"] = "127.0.0.0/8" });

        await scenario.PlayAsync("webhooks", receiver.Url);

        await UntilAsync(() => receiver.Messages.Count == 2, "the test and its replay");
        var webhookId = StoreKeys.Name(await scenario.Store.ListPrefixesAsync(NotificationKeys.Webhooks).SingleAsync());
        var webhook = await scenario.Store.GetDocumentAsync(NotificationKeys.Settings(NotificationKeys.Webhook(webhookId), 1), StoredWebhook.Format);
        Assert.All(receiver.Messages, message => message.RequireSigned(webhook.Secret));
    }

    [BrowserFact]
    public async Task What_somebody_wishes_is_kept()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 1);

        await scenario.PlayAsync("wishes");
    }
}
