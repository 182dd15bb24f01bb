using Dcai.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Balancer;

/// <summary>Balances the classes, chooses the test set and splits the folds (paper, steps 4 and 5).</summary>
public sealed class BalancerModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "balancer";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<BalanceDatasetConsumer, BalanceDatasetConsumerDefinition>();
    }
}
