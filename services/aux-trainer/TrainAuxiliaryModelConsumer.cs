using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using MassTransit;

namespace Dcai.AuxTrainer;

/// <summary>Trains one slice of the round's auxiliary model on what people have certified so far.</summary>
public sealed class TrainAuxiliaryModelConsumer(IObjectStore store, SettingsReader settings, SampleImages images, SlicedTraining trainings)
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
            cancellationToken => PrepareAsync(command, curation, cancellationToken),
            (work, trained, intervals, cancellationToken) => CompleteAsync(command, curation, work, trained, intervals, cancellationToken),
            context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<TrainingWork> PrepareAsync(TrainAuxiliaryModel command, CurationSettings curation, CancellationToken cancellationToken)
    {
        var set = await store.GetDocumentBlobAsync(command.TrainingSet, Formats.TrainingSet, cancellationToken).ConfigureAwait(false);
        return new TrainingWork
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Activity = "training",
            Name = $"round {command.Round}",
            Options = new TrainingOptions
            {
                ClassCount = curation.Classes.Count,
                Epochs = Epochs(curation, set.Train.Count),
                BatchSize = curation.AuxiliaryBatchSize,
                Augment = true,

                // Not from the command's id: it names snapshot versions, and how many there are depends on how the uploads happened to be batched.
                Seed = SeededRandom.Derive(curation.Seed, string.Create(CultureInfo.InvariantCulture, $"auxiliary model of round {command.Round}")),
            },
            Slice = TimeSpan.FromSeconds(curation.SliceSeconds),
            Train = await images.LoadAsync(set.Train, curation.Classes, cancellationToken).ConfigureAwait(false),
            Validation = await images.LoadAsync(set.Validation, curation.Classes, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<AuxiliaryModelTrained> CompleteAsync(
        TrainAuxiliaryModel command, CurationSettings curation, TrainingWork work, TrainedClassifier trained, IReadOnlyList<WorkInterval> intervals,
        CancellationToken cancellationToken)
    {
        var card = await ModelCards.StoreAsync(store, work, trained, command.Round, curation.Classes, intervals, cancellationToken).ConfigureAwait(false);
        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.ModelCard(command.DatasetId, command.Round), Formats.ModelCard, card, cancellationToken).ConfigureAwait(false);
        return new AuxiliaryModelTrained
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Round = command.Round,
            Model = stored.Stored.Weights,
            TrainAccuracy = stored.Stored.TrainAccuracy,
            ValidationAccuracy = stored.Stored.ValidationAccuracy,
        };
    }

    /// <summary>A small set is seen more often, so that even the first model has taken the steps it needs.</summary>
    private static int Epochs(CurationSettings curation, int images)
    {
        var steps = (images + curation.AuxiliaryBatchSize - 1) / curation.AuxiliaryBatchSize;
        var wanted = (curation.AuxiliaryMinimumSteps + steps - 1) / steps;
        return Math.Clamp(wanted, curation.AuxiliaryEpochs, curation.AuxiliaryEpochs * 10);
    }
}

/// <summary>One thread per training and several trainings at once use the cores best. A training that failed is not worth repeating at once.</summary>
public sealed class TrainAuxiliaryModelConsumerDefinition : ConsumerDefinition<TrainAuxiliaryModelConsumer>
{
    public TrainAuxiliaryModelConsumerDefinition()
    {
        EndpointName = "train-auxiliary-model";
        ConcurrentMessageLimit = Environment.ProcessorCount;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainAuxiliaryModelConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = Environment.ProcessorCount;
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<ObjectStoreException>();
            retry.Exponential(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2));
        });
    }
}
