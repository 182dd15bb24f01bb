using Dcai.Contracts;
using Dcai.Work;
using MassTransit;

namespace Dcai.GanTrainer;

/// <summary>Paints the images of a release and lists them in an ingest batch of their own.</summary>
public sealed class SynthesizeSamplesConsumer(LeasedWork works, Painting painting) : IConsumer<SynthesizeSamples>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<SynthesizeSamples> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        return works.RunAsync(context, command.DatasetId, command.CommandId, cancellationToken => painting.PaintAsync(command, cancellationToken));
    }
}

/// <summary>A minute's work on one core: one at a time.</summary>
public sealed class SynthesizeSamplesConsumerDefinition : ConsumerDefinition<SynthesizeSamplesConsumer>
{
    public SynthesizeSamplesConsumerDefinition()
    {
        EndpointName = "synthesize-samples";
        ConcurrentMessageLimit = 1;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SynthesizeSamplesConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = 1;
        endpointConfigurator.UseStorePatience();
    }
}
