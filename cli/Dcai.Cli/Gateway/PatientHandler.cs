using System.Net;

namespace Dcai.Cli.Gateway;

/// <summary>
/// Sends a request again while nobody answers, or somebody says that he cannot just now: a gateway that is started again is gone for seconds. Every request may be
/// repeated, for what a client submits carries an id of its own choice.
/// </summary>
internal sealed class PatientHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Sent more than once, a streamed body would be empty the second time.
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        var begin = TimeProvider.System.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(0.2); ; pause = TimeSpan.FromSeconds(Math.Min(2 * pause.TotalSeconds, LongestPause.TotalSeconds)))
        {
            var isLast = TimeProvider.System.GetElapsedTime(begin) > Patience;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (isLast || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException) when (!isLast)
            {
                // Gone in the middle, or not back yet.
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
