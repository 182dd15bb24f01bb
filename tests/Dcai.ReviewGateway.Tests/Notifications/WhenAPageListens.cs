using System.Net.WebSockets;
using System.Text;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenAPageListens
{
    private const char RecordEnd = '\u001e';

    [Fact]
    public async Task It_hears_of_the_datasets_that_it_may_see()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.CreateDatasetAsync("another");
        using var ours = await ListenAsync(gateway, (await gateway.CreateTokenAsync("ours", For(Role.Viewer, DatasetId))).Secret);
        using var all = await ListenAsync(gateway, (await gateway.CreateTokenAsync("all", For(Role.Viewer))).Secret);
        using var another = await ListenAsync(gateway, (await gateway.CreateTokenAsync("another", For(Role.Viewer, "another"))).Secret);

        var reviewId = await gateway.OpenReviewAsync("a");

        Assert.Contains($"\"reviewId\":\"{reviewId}\"", await HearAsync(ours, "review.opened"), StringComparison.Ordinal);
        Assert.Contains($"\"reviewId\":\"{reviewId}\"", await HearAsync(all, "review.opened"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HearAsync(another, "review.opened", seconds: 1));
    }

    [Fact]
    public async Task Without_a_login_nobody_listens()
    {
        await using var gateway = await StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => ListenAsync(gateway, secret: null));
    }

    private static async Task<ClientWebSocket> ListenAsync(GatewayUnderTest gateway, string? secret)
    {
        var socket = new ClientWebSocket();
        if (secret is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        }

        await socket.ConnectAsync(new UriBuilder(gateway.Url) { Scheme = "ws", Path = "/live" }.Uri, CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}" + RecordEnd), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await HearAsync(socket, "{}");
        return socket;
    }

    /// <summary>The first record with these words.</summary>
    private static async Task<string> HearAsync(ClientWebSocket socket, string words, double seconds = 30)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var (heard, buffer) = (new StringBuilder(), new byte[4096]);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            if (heard.ToString().Split(RecordEnd).FirstOrDefault(record => record.Contains(words, StringComparison.Ordinal)) is { } record)
            {
                return record;
            }
        }
    }
}
