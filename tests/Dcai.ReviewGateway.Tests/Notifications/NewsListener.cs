using System.Net.WebSockets;
using System.Text;

namespace Dcai.ReviewGateway.Tests.Notifications;

/// <summary>What a page hears of the hub, spoken to as a browser does.</summary>
internal sealed class NewsListener : IDisposable
{
    private const char RecordEnd = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _heard = new();

    private NewsListener()
    {
    }

    /// <param name="gateway">Whose hub it is.</param>
    /// <param name="secret">A token; null for nobody's.</param>
    public static async Task<NewsListener> ConnectAsync(GatewayUnderTest gateway, string? secret)
    {
        var listener = new NewsListener();
        if (secret is not null)
        {
            listener._socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        }

        await listener._socket.ConnectAsync(new UriBuilder(gateway.Url) { Scheme = "ws", Path = "/live" }.Uri, CancellationToken.None);
        await listener._socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}" + RecordEnd), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await listener.HearAsync("{}");
        return listener;
    }

    /// <summary>The first record with these words.</summary>
    public async Task<string> HearAsync(string words, double seconds = 120)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[4096];
        while (true)
        {
            if (_heard.ToString().Split(RecordEnd).FirstOrDefault(record => record.Contains(words, StringComparison.Ordinal)) is { } record)
            {
                return record;
            }

            var received = await _socket.ReceiveAsync(buffer, patience.Token);
            _heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }

    public void Dispose() => _socket.Dispose();
}
