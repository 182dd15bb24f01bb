using Dcai.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Ledger;

/// <summary>Keeps the dataset's history: folds what came in and what was decided, chooses what people look at, splits what is certified.</summary>
public sealed class LedgerModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "ledger";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FoldSources>();
        services.AddSingleton<SnapshotWriter>();
        services.AddSingleton<RoundMetricsWriter>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<AdvanceSnapshotConsumer, AdvanceSnapshotConsumerDefinition>();
        bus.AddConsumer<SelectForReviewConsumer, SelectForReviewConsumerDefinition>();
        bus.AddConsumer<ComposeTrainingSetConsumer, ComposeTrainingSetConsumerDefinition>();
    }
}
