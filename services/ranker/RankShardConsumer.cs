using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Training;
using Dcai.Work;
using Dcai.Work.Upkeep;
using MassTransit;

namespace Dcai.Ranker;

/// <summary>Measures one shard of the uncertified samples. Which samples a shard has follows from the snapshot, not from the number of workers.</summary>
public sealed class RankShardConsumer(
    IObjectStore store, LeasedWork works, SettingsReader settings, SnapshotReader snapshots, SampleImages images, SketchShelf shelf, ProgressReporter progress, TimeProvider time)
    : IConsumer<RankShard>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<RankShard> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        await works.RunAsync(context, command.DatasetId, command.CommandId, cancellationToken => RankAsync(command, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<ShardRanked> RankAsync(RankShard command, CancellationToken cancellationToken)
    {
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var samples = await snapshots.SamplesAsync(command.DatasetId, command.Snapshot, cancellationToken).ConfigureAwait(false);
        var erased = await store.ErasedAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        Sample[] shard = [.. samples
            .Where(sample => sample.Status == SampleStatus.Uncertified)
            .Skip(command.Shard * curation.RankingShardSize)
            .Take(curation.RankingShardSize)
            .Where(sample => !erased.Contains(sample.SampleId))];
        Report(command, 0);
        var models = await RoundModels.ReadAsync(store, command, cancellationToken).ConfigureAwait(false);
        var dynamics = await EnsembleDynamics.ReadAsync(store, models, [.. shard.Select(sample => sample.SampleId)], cancellationToken).ConfigureAwait(false);
        var from = time.GetUtcNow();
        var measured = await new EnsembleInference(store, images)
            .MeasureAsync(shard, models, curation, fraction => Report(command, fraction), cancellationToken).ConfigureAwait(false);
        var near = await new NearComparison(store, shelf).CompareAsync(
            command, [.. samples.Where(sample => sample.Origin != SampleOrigin.Synthesized && !erased.Contains(sample.SampleId))], curation.Ranking, cancellationToken).ConfigureAwait(false);
        var ranking = new RankingShard
        {
            Round = command.Round,
            Shard = command.Shard,
            Samples = SampleRanking.Rows(shard, measured, dynamics, curation),
            Intervals = [new WorkInterval { From = from, To = time.GetUtcNow() }],
            Near = near,
        };
        var stored = await store.PutDocumentIfAbsentAsync(
            StoreKeys.Ranking(command.DatasetId, command.Round, command.Shard), Formats.Ranking, ranking, cancellationToken).ConfigureAwait(false);
        Report(command, 1);
        return new ShardRanked
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            Round = command.Round,
            Shard = command.Shard,
            SampleCount = stored.Stored.Samples.Count,
        };
    }

    private void Report(RankShard command, double fraction) => progress.Report(new WorkProgressed
    {
        DatasetId = command.DatasetId,
        CommandId = command.CommandId,
        Activity = "ranking",
        Name = $"round {command.Round}, shard {command.Shard + 1} of {command.ShardCount}",
        Fraction = fraction,
    });
}

/// <summary>Shards compete for workers; within one process each takes a core.</summary>
public sealed class RankShardConsumerDefinition : ConsumerDefinition<RankShardConsumer>
{
    public RankShardConsumerDefinition(WorkConcurrency concurrency)
    {
        ArgumentNullException.ThrowIfNull(concurrency);
        EndpointName = "rank-shard";
        ConcurrentMessageLimit = concurrency.AtOnce;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RankShardConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit!.Value;
        endpointConfigurator.UseStorePatience();
    }
}
