using Dcai.Contracts;
using Dcai.Work;
using MassTransit;

namespace Dcai.GanTrainer;

/// <summary>Trains one slice of a release's generators.</summary>
public sealed class TrainGanConsumer(SlicedWork works, GeneratorTraining training) : IConsumer<TrainGan>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TrainGan> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        await works.RunAsync(
            context, command.DatasetId, command.CommandId,
            (last, cancellationToken) => training.TrainSliceAsync(command, last, cancellationToken),
            context.CancellationToken).ConfigureAwait(false);
    }
}

/// <summary>One thread per training and several trainings at once use the cores best. A training that failed is not worth repeating at once.</summary>
public sealed class TrainGanConsumerDefinition : ConsumerDefinition<TrainGanConsumer>
{
    public TrainGanConsumerDefinition(WorkConcurrency concurrency)
    {
        ArgumentNullException.ThrowIfNull(concurrency);
        EndpointName = "train-gan";
        ConcurrentMessageLimit = concurrency.AtOnce;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TrainGanConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit!.Value;
        endpointConfigurator.UseStorePatience();
    }
}
