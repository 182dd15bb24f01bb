using Dcai.Api;
using Dcai.Contracts;
using MassTransit;
using Microsoft.AspNetCore.SignalR;

namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Tells the pages that listen to this gateway, and has it look for what others are to be told of.</summary>
internal sealed class LiveConsumer(IHubContext<LiveHub> hub, Postman postman) :
    IConsumer<ReviewOpened>, IConsumer<ReviewCompleted>, IConsumer<DecisionsStored>, IConsumer<WorkProgressed>, IConsumer<SnapshotAdvanced>,
    IConsumer<DatasetEvaluated>, IConsumer<CommandGivenUp>
{
    public const string DecisionsStored = "decisions.stored";
    public const string DatasetChanged = "dataset.changed";
    public const string WorkProgressed = "work.progressed";

    public Task Consume(ConsumeContext<ReviewOpened> context)
    {
        postman.Look(context.Message.DatasetId);
        return TellAsync(OccasionKind.ReviewOpened, context.Message.DatasetId, context.Message.ReviewId, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<ReviewCompleted> context)
    {
        postman.Look(context.Message.DatasetId);
        return TellAsync(OccasionKind.ReviewCompleted, context.Message.DatasetId, context.Message.ReviewId, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<DecisionsStored> context) =>
        TellAsync(DecisionsStored, context.Message.DatasetId, context.Message.ReviewId, context.CancellationToken);

    public Task Consume(ConsumeContext<WorkProgressed> context) => TellAsync(WorkProgressed, context.Message.DatasetId, reviewId: null, context.CancellationToken);

    public Task Consume(ConsumeContext<SnapshotAdvanced> context) => TellAsync(DatasetChanged, context.Message.DatasetId, reviewId: null, context.CancellationToken);

    public Task Consume(ConsumeContext<DatasetEvaluated> context)
    {
        postman.Look(context.Message.DatasetId);
        return TellAsync(DatasetChanged, context.Message.DatasetId, reviewId: null, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<CommandGivenUp> context)
    {
        postman.Look(context.Message.DatasetId);
        return TellAsync(DatasetChanged, context.Message.DatasetId, reviewId: null, context.CancellationToken);
    }

    private Task TellAsync(string what, string datasetId, string? reviewId, CancellationToken cancellationToken) =>
        hub.Clients.Groups(LiveHub.Listeners(datasetId)).SendAsync(LiveHub.Method, new LiveNews { Event = what, DatasetId = datasetId, ReviewId = reviewId }, cancellationToken);
}
