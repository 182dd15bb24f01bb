using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting;

/// <summary>All that makes one service: one file per service, composed alone or with the others into one process.</summary>
public interface IServiceModule
{
    /// <summary>The service's name, such as <c>balancer</c>; also its configuration section, <c>Dcai:balancer</c>.</summary>
    string Name { get; }

    /// <summary>Commands that this service sends. Their queues are declared at its start, so that none is lost before its first worker has come.</summary>
    IReadOnlyList<Type> Sends => [];

    /// <summary>This service takes what the broker gave up out of the dead-letter queue and makes notices of it.</summary>
    bool TakesDeadLetters => false;

    /// <summary>Registers what the consumers need.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Registers the consumers with their definitions.</summary>
    void AddConsumers(IBusRegistrationConfigurator bus);

    /// <summary>Maps HTTP routes; most services have none but the host's health endpoints.</summary>
    void Map(WebApplication app)
    {
    }
}
