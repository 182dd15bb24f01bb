using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using MassTransit;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Puts a selected review before the reviewers.</summary>
internal sealed class OpenReviewConsumer(IObjectStore store, WorkResults results, ReviewDesk desk) : IConsumer<OpenReview>
{
    public async Task Consume(ConsumeContext<OpenReview> context)
    {
        var command = context.Message;
        var opened = await results.OnceAsync(command.DatasetId, command.CommandId, ct => OpenAsync(command, ct), context.CancellationToken);
        await context.Publish(opened, context.CancellationToken);
        await desk.CloseIfCompleteAsync(command.DatasetId, command.ReviewId, context.CancellationToken);
    }

    private async Task<ReviewOpened> OpenAsync(OpenReview command, CancellationToken cancellationToken)
    {
        var review = await store.GetDocumentAsync(StoreKeys.Review(command.DatasetId, command.ReviewId), Formats.Review, cancellationToken);
        var opened = new OpenedReview
        {
            ReviewId = command.ReviewId,
            Purpose = command.Purpose,
            Round = command.Round,
            ItemCount = review.Items.Count,
        };
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.ReviewOpened(command.DatasetId, command.ReviewId), OpenedReview.Format, opened, cancellationToken);
        return new ReviewOpened { DatasetId = command.DatasetId, CommandId = command.CommandId, ReviewId = command.ReviewId };
    }
}
