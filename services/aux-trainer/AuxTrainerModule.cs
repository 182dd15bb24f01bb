using Dcai.Hosting;
using Dcai.Training;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.AuxTrainer;

/// <summary>Trains the auxiliary model of each round (paper, step 2).</summary>
public sealed class AuxTrainerModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "aux-trainer";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddTraining();

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TrainAuxiliaryModelConsumer, TrainAuxiliaryModelConsumerDefinition>();
    }
}
