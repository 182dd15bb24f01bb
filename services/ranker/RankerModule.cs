using Dcai.Hosting;
using Dcai.Training;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Ranker;

/// <summary>Scores what nobody has certified yet by the auxiliary model's loss (paper, step 3).</summary>
public sealed class RankerModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "ranker";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTraining();
        services.AddSingleton<SketchShelf>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<RankShardConsumer, RankShardConsumerDefinition>();
    }
}
