using Dcai.Hosting;
using Dcai.Training;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Evaluator;

/// <summary>Says with the fixed reference model what a release is worth (paper, step 5 and table 2).</summary>
public sealed class EvaluatorModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "evaluator";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTraining();
        services.AddSingleton<ReportGathering>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TrainFoldConsumer, TrainFoldConsumerDefinition>();
        bus.AddConsumer<EvaluateDatasetConsumer, EvaluateDatasetConsumerDefinition>();
    }
}
