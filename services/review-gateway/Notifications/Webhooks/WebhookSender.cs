using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>Posts a message, once.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>From the lookup of the name to the end of the answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const int MostHeaderKibibytes = 16;
    private const int MostAnswerBytes = 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public WebhookSender(AddressGuard guard, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MostHeaderKibibytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("dcai", "1"));
    }

    /// <returns>What came of it; anything but a status of 2xx has not succeeded.</returns>
    public async Task<AttemptEnded> SendAsync(StoredWebhook webhook, Occasion occasion, string link, CancellationToken cancellationToken)
    {
        var body = WebhookBody.Write(webhook.Settings.Format, occasion, link);
        var now = _time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", occasion.MessageId());
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(webhook.Secrets(now), occasion.MessageId(), now, body));
        var watch = Stopwatch.StartNew();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Longest);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            var said = await BeginningAsync(response, limited.Token);
            return Ended(watch, response.IsSuccessStatusCode, (int)response.StatusCode, response.IsSuccessStatusCode ? null : $"answered {(int)response.StatusCode}{said}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Ended(watch, succeeded: false, status: null, string.Create(CultureInfo.InvariantCulture, $"did not answer within {Longest.TotalSeconds} s"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Ended(watch, succeeded: false, status: null, Innermost(failure).Message.ReplaceLineEndings(" "));
        }
    }

    public void Dispose() => _http.Dispose();

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }

    /// <summary>What a target says to its refusal helps; a long or slow answer is cut.</summary>
    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return "";
        }

        var buffer = new byte[MostAnswerBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var text = new string([.. System.Text.Encoding.UTF8.GetString(buffer, 0, count).Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return text.Length == 0 ? "" : $": {text}";
    }

    private AttemptEnded Ended(Stopwatch watch, bool succeeded, int? status, string? problem) => new()
    {
        At = _time.GetUtcNow(),
        Succeeded = succeeded,
        Status = status,
        Problem = problem,
        Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
    };
}
