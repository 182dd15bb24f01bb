using Dcai.Contracts;
using MassTransit;

namespace Dcai.ReviewGateway.Workers;

/// <summary>Notes who is alive and what they do.</summary>
public sealed class WorkerReportedConsumer(WorkerBoard board) : IConsumer<WorkerReported>
{
    public Task Consume(ConsumeContext<WorkerReported> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        board.Note(context.Message);
        return Task.CompletedTask;
    }
}
