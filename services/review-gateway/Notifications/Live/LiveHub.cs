using Dcai.Api;
using Dcai.ReviewGateway.Access;
using Microsoft.AspNetCore.SignalR;

namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Where pages listen. They say nothing; what they hear is <see cref="Dcai.Api.LiveNews"/> by the method <c>news</c>.</summary>
internal sealed class LiveHub(Audience audience) : Hub
{
    public const string Path = "/live";
    public const string Method = "news";

    private const string Everything = "everything";

    /// <summary>Who is told of a dataset: those who may see it, or everything.</summary>
    public static IReadOnlyList<string> Listeners(string datasetId) => [Everything, OfDataset(datasetId)];

    public override async Task OnConnectedAsync()
    {
        audience.Came();
        var visitor = Visitor.Of(Context.GetHttpContext()!);
        foreach (var group in visitor.May(Role.Viewer, datasetId: null) ? [Everything] : visitor.Grants.Select(grant => OfDataset(grant.DatasetId!)))
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
        }

        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        audience.Left();
        return base.OnDisconnectedAsync(exception);
    }

    private static string OfDataset(string datasetId) => $"dataset {datasetId}";
}
