using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using MassTransit;

namespace Dcai.Ledger;

/// <summary>Splits what is certified so far into training and validation images, and the rest into folds where models learn given labels too.</summary>
public sealed class ComposeTrainingSetConsumer(IObjectStore store, WorkResults results, SettingsReader settings, SnapshotReader snapshots)
    : IConsumer<ComposeTrainingSet>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<ComposeTrainingSet> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        var composed = await results.OnceAsync(
            command.DatasetId, command.CommandId, cancellationToken => ComposeAsync(command, cancellationToken), context.CancellationToken).ConfigureAwait(false);
        await context.Publish(composed, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>The training set of the last round that had one.</summary>
    private async Task<TrainingSet?> BeforeAsync(ComposeTrainingSet command, CancellationToken cancellationToken)
    {
        for (var round = command.Round - 1; round >= 1; round--)
        {
            if (await store.TryGetDocumentAsync(
                StoreKeys.TrainingSet(command.DatasetId, round), Formats.TrainingSet, cancellationToken).ConfigureAwait(false) is { } before)
            {
                return before;
            }
        }

        return null;
    }

    private async Task<TrainingSetComposed> ComposeAsync(ComposeTrainingSet command, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var samples = await snapshots.SamplesAsync(command.DatasetId, command.Snapshot, cancellationToken).ConfigureAwait(false);
        var testSet = curation.TestSet is null
            ? null
            : await store.GetDocumentBlobAsync(curation.TestSet, Formats.TestSet, cancellationToken).ConfigureAwait(false);

        var heldOut = testSet?.Samples.Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal) ?? [];

        // The seed review was drawn for a training and a validation part; later rounds keep their proportion, as the paper's do.
        var certified = Labelled.Certified(samples);
        var split = TrainingSplit.Compose(
            certified,
            (double)curation.SeedValidationCount / (curation.SeedTrainCount + curation.SeedValidationCount),
            SeededRandom.Derive(curation.Seed, string.Create(CultureInfo.InvariantCulture, $"round {command.Round}")),
            heldOut,
            string.Create(CultureInfo.InvariantCulture, $"training set of round {command.Round} from snapshot {command.Snapshot}"),
            DuplicateGroups.Of(samples, certified.ToDictionary(sample => sample.SampleId, sample => sample.Label, StringComparer.Ordinal)));

        if (curation.Auxiliary.WarmStart && await BeforeAsync(command, cancellationToken).ConfigureAwait(false) is { } before)
        {
            split = TrainingSplit.KeepParts(split, before);
        }

        var pool = curation.Auxiliary.Labels == TrainingLabels.Given
            ? PoolFolds.Assign(samples, curation.Classes, heldOut, curation.Auxiliary.OutOfSampleFolds, curation.Seed)
            : null;
        var put = await store.PutDocumentIfAbsentAsync(
            StoreKeys.TrainingSet(command.DatasetId, command.Round),
            Formats.TrainingSet,
            new TrainingSet
            {
                Round = command.Round,
                Snapshot = command.Snapshot,
                Train = split.Train,
                Validation = split.Validation,
                HeldOutCount = split.HeldOutCount,
                Pool = pool,
                PoolFolds = pool is { Count: > 0 } ? pool.Max(sample => sample.Fold) + 1 : 0,
            },
            cancellationToken).ConfigureAwait(false);
        return new TrainingSetComposed
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Round = command.Round,
            TrainingSet = await store.PutDocumentBlobAsync(Formats.TrainingSet, put.Stored, cancellationToken).ConfigureAwait(false),
            TrainCount = put.Stored.Train.Count,
            ValidationCount = put.Stored.Validation.Count,
        };
    }
}

/// <summary>A split takes seconds.</summary>
public sealed class ComposeTrainingSetConsumerDefinition : ConsumerDefinition<ComposeTrainingSetConsumer>
{
    public ComposeTrainingSetConsumerDefinition()
    {
        EndpointName = "compose-training-set";
        ConcurrentMessageLimit = LedgerEndpoint.Concurrency;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ComposeTrainingSetConsumer> consumerConfigurator, IRegistrationContext context) =>
        LedgerEndpoint.Configure(endpointConfigurator);
}
