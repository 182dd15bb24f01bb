using Dcai.Hosting;
using Dcai.Training;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.GanTrainer;

/// <summary>Paints images that the classifier gets wrong (paper, section 4).</summary>
public sealed class GanTrainerModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "gan-trainer";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTraining();
        services.AddSingleton<GeneratorTraining>();
        services.AddSingleton<Painting>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TrainGanConsumer, TrainGanConsumerDefinition>();
        bus.AddConsumer<SynthesizeSamplesConsumer, SynthesizeSamplesConsumerDefinition>();
    }
}
