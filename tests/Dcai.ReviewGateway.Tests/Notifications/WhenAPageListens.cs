using System.Net.WebSockets;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenAPageListens
{
    [Fact]
    public async Task It_hears_of_the_datasets_that_it_may_see()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.CreateDatasetAsync("another");
        using var ours = await NewsListener.ConnectAsync(gateway, (await gateway.CreateTokenAsync("ours", For(Role.Viewer, DatasetId))).Secret);
        using var all = await NewsListener.ConnectAsync(gateway, (await gateway.CreateTokenAsync("all", For(Role.Viewer))).Secret);
        using var another = await NewsListener.ConnectAsync(gateway, (await gateway.CreateTokenAsync("another", For(Role.Viewer, "another"))).Secret);

        var reviewId = await gateway.OpenReviewAsync("a");

        Assert.Contains($"\"reviewId\":\"{reviewId}\"", await ours.HearAsync("review.opened"), StringComparison.Ordinal);
        Assert.Contains($"\"reviewId\":\"{reviewId}\"", await all.HearAsync("review.opened"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => another.HearAsync("review.opened", seconds: 1));
    }

    [Fact]
    public async Task Without_a_login_nobody_listens()
    {
        await using var gateway = await StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => NewsListener.ConnectAsync(gateway, secret: null));
    }
}
