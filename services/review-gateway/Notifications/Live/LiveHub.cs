using Microsoft.AspNetCore.SignalR;

namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Where pages listen. They say nothing; what they hear is <see cref="Dcai.Api.LiveNews"/> by the method <c>news</c>.</summary>
internal sealed class LiveHub(Audience audience) : Hub
{
    public const string Path = "/live";
    public const string Method = "news";

    public override Task OnConnectedAsync()
    {
        audience.Came();
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        audience.Left();
        return base.OnDisconnectedAsync(exception);
    }
}
