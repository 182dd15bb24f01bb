using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using MassTransit;

namespace Dcai.Balancer;

/// <summary>Plans a release out of a snapshot in which everything is decided.</summary>
public sealed class BalanceDatasetConsumer(IObjectStore store, WorkResults results, SettingsReader settings, SnapshotReader snapshots)
    : IConsumer<BalanceDataset>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<BalanceDataset> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var balanced = await results.OnceAsync(
            command.DatasetId, command.CommandId, cancellationToken => BalanceAsync(command, cancellationToken), context.CancellationToken).ConfigureAwait(false);
        await context.Publish(balanced, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<DatasetBalanced> BalanceAsync(BalanceDataset command, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var snapshot = await snapshots.ReadAsync(command.DatasetId, command.Snapshot, cancellationToken).ConfigureAwait(false);
        var samples = await snapshots.SamplesAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var testSet = curation.TestSet is null
            ? null
            : await store.GetDocumentBlobAsync(curation.TestSet, Formats.TestSet, cancellationToken).ConfigureAwait(false);

        var order = EvaluationOrder.Of(await store.ReviewsAsync(command.DatasetId, cancellationToken).ConfigureAwait(false), command.Snapshot);
        var last = command.Release > 1
            ? await store.TryGetDocumentAsync(StoreKeys.Release(command.DatasetId, command.Release - 1), Formats.Release, cancellationToken).ConfigureAwait(false)
            : null;
        var el2n = await store.El2nAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var release = ReleasePlanner.Plan(command.Release, snapshot, samples, curation, testSet, order, BalanceHistory.Of(last, el2n), await OutcomesAsync(command.DatasetId, command.Release - 1, cancellationToken).ConfigureAwait(false));

        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Release(command.DatasetId, command.Release), Formats.Release, release, cancellationToken).ConfigureAwait(false);
        return new DatasetBalanced
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Release = command.Release,
            Plan = await store.PutDocumentBlobAsync(Formats.Release, stored.Stored, cancellationToken).ConfigureAwait(false),
            FoldCount = stored.Stored.Trainings.Count,
        };
    }

    /// <summary>What the trainings of a release came to; empty before the first.</summary>
    private async Task<IReadOnlyList<TrainingOutcome>> OutcomesAsync(string datasetId, int release, CancellationToken cancellationToken)
    {
        var outcomes = new List<TrainingOutcome>();
        while (release > 0 && await store.TryGetDocumentAsync(
            StoreKeys.FoldOutcome(datasetId, release, outcomes.Count), Formats.Outcome, cancellationToken).ConfigureAwait(false) is { } outcome)
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }
}

/// <summary>Planning takes seconds; a dataset that cannot be balanced will not be on a second try.</summary>
public sealed class BalanceDatasetConsumerDefinition : ConsumerDefinition<BalanceDatasetConsumer>
{
    public BalanceDatasetConsumerDefinition()
    {
        EndpointName = "balance-dataset";
        ConcurrentMessageLimit = 2;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BalanceDatasetConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = 2;
        endpointConfigurator.UseStorePatience();
    }
}
