using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using MassTransit;

namespace Dcai.Evaluator;

/// <summary>Gathers rounds and folds into the release's report.</summary>
public sealed class EvaluateDatasetConsumer(IObjectStore store, WorkResults results, ReportGathering reports) : IConsumer<EvaluateDataset>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<EvaluateDataset> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var evaluated = await results.OnceAsync(
            command.DatasetId, command.CommandId, cancellationToken => EvaluateAsync(command, cancellationToken), context.CancellationToken).ConfigureAwait(false);
        await context.Publish(evaluated, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<DatasetEvaluated> EvaluateAsync(EvaluateDataset command, CancellationToken cancellationToken)
    {
        var report = await reports.GatherAsync(command, cancellationToken).ConfigureAwait(false);
        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Report(command.DatasetId, command.Release), Formats.Report, report, cancellationToken).ConfigureAwait(false);
        return new DatasetEvaluated
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Release = command.Release,
            Report = await store.PutDocumentBlobAsync(Formats.Report, stored.Stored, cancellationToken).ConfigureAwait(false),
        };
    }
}

/// <summary>Light work: a few at once, with patience for the store.</summary>
public sealed class EvaluateDatasetConsumerDefinition : ConsumerDefinition<EvaluateDatasetConsumer>
{
    public EvaluateDatasetConsumerDefinition()
    {
        EndpointName = "evaluate-dataset";
        ConcurrentMessageLimit = 4;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EvaluateDatasetConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit!.Value;
        endpointConfigurator.UseStorePatience();
    }
}
