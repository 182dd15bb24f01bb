using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenATargetIsInside
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void Its_address_is_refused(string address) => Assert.False(Guard().IsAllowed(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("172.32.0.1")]
    [InlineData("::ffff:93.184.215.14")]
    [InlineData("2606:4700::1111")]
    public void One_on_the_internet_is_not(string address) => Assert.True(Guard().IsAllowed(IPAddress.Parse(address)));

    [Fact]
    public void Nor_is_one_that_the_operator_allows()
    {
        var guard = Guard("10.20.0.0/16, fd00:1::/48");

        Assert.True(guard.IsAllowed(IPAddress.Parse("10.20.3.4")));
        Assert.True(guard.IsAllowed(IPAddress.Parse("::ffff:10.20.3.4")));
        Assert.True(guard.IsAllowed(IPAddress.Parse("fd00:1::5")));
        Assert.False(guard.IsAllowed(IPAddress.Parse("10.21.0.1")));
        Assert.False(guard.IsAllowed(IPAddress.Parse("127.0.0.1")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task A_webhook_to_its_address_is_not_created(string host)
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = $"http://{host}:9/hook" });

        await answer.IsProblemAsync(HttpStatusCode.BadRequest, "webhook-url");
    }

    [Fact]
    public async Task A_name_that_resolves_to_it_is_refused_when_it_is_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await StartAsync();
        var url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var created = await (await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = url })).IsAsync<CreatedWebhook>(HttpStatusCode.Created);

        var tested = await (await gateway.Http.PostAsync($"/api/webhooks/{created.Webhook.WebhookId}/test", null)).IsAsync<WebhookDelivery>();

        var attempt = Assert.Single(tested.Attempts);
        Assert.False(attempt.Succeeded);
        Assert.Contains("not on the internet", attempt.Problem, StringComparison.Ordinal);
        Assert.Empty(receiver.Messages);
    }

    [Fact]
    public async Task A_redirection_leads_nowhere()
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = inside.Url;
            return Task.CompletedTask;
        });
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["WebhookNetworks"] = "127.0.0.0/8" });
        var created = await (await gateway.Http.PostAsJsonAsync("/api/webhooks", new WebhookSettings { Url = receiver.Url })).IsAsync<CreatedWebhook>(HttpStatusCode.Created);

        var tested = await (await gateway.Http.PostAsync($"/api/webhooks/{created.Webhook.WebhookId}/test", null)).IsAsync<WebhookDelivery>();

        Assert.Equal((DeliveryState.Failed, 307), (tested.State, Assert.Single(tested.Attempts).Status));
        Assert.Empty(inside.Messages);
    }

    private static AddressGuard Guard(string networks = "") => new(Options.Create(new GatewayOptions { WebhookNetworks = networks }));
}
