using Dcai.Contracts;
using MassTransit;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Notes what workers tell of their work.</summary>
public sealed class WorkProgressedConsumer(ProgressBoard board) : IConsumer<WorkProgressed>
{
    public Task Consume(ConsumeContext<WorkProgressed> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        board.Note(context.Message);
        return Task.CompletedTask;
    }
}
