using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using MassTransit;

namespace Dcai.AuxTrainer;

/// <summary>Trains one slice of one of the round's auxiliary models.</summary>
public sealed class TrainAuxiliaryModelConsumer(
    IObjectStore store, SettingsReader settings, SnapshotReader snapshots, SampleImages images, SlicedTraining trainings)
    : IConsumer<TrainAuxiliaryModel>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TrainAuxiliaryModel> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, context.CancellationToken).ConfigureAwait(false);
        await trainings.RunAsync(
            context, command.DatasetId, command.CommandId,
            cancellationToken => new AuxiliaryTraining(store, snapshots, images).PrepareAsync(command, curation, cancellationToken),
            (work, trained, intervals, cancellationToken) => CompleteAsync(command, curation, work, trained, intervals, cancellationToken),
            context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<AuxiliaryModelTrained> CompleteAsync(
        TrainAuxiliaryModel command, CurationSettings curation, TrainingWork work, TrainedClassifier trained, IReadOnlyList<WorkInterval> intervals,
        CancellationToken cancellationToken)
    {
        var card = await ModelCards.StoreAsync(
            store, work, trained, command.Round, curation.Classes, intervals, AuxiliaryTraining.Calibrate(curation, work, trained), cancellationToken).ConfigureAwait(false);
        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.ModelCard(command.DatasetId, command.Round, command.Member), Formats.ModelCard, card, cancellationToken).ConfigureAwait(false);
        return new AuxiliaryModelTrained
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Round = command.Round,
            Member = command.Member,
            Model = stored.Stored.Weights,
            TrainAccuracy = stored.Stored.TrainAccuracy,
            ValidationAccuracy = stored.Stored.ValidationAccuracy,
        };
    }
}

/// <summary>One thread per training and several trainings at once use the cores best. A training that failed is not worth repeating at once.</summary>
public sealed class TrainAuxiliaryModelConsumerDefinition : ConsumerDefinition<TrainAuxiliaryModelConsumer>
{
    public TrainAuxiliaryModelConsumerDefinition(WorkConcurrency concurrency)
    {
        ArgumentNullException.ThrowIfNull(concurrency);
        EndpointName = "train-auxiliary-model";
        ConcurrentMessageLimit = concurrency.AtOnce;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainAuxiliaryModelConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit!.Value;
        endpointConfigurator.UseStorePatience();
    }
}
