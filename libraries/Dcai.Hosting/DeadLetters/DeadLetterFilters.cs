using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.Hosting.DeadLetters;

/// <summary>What happens to a message that cannot be handled: it becomes a notice in the store instead of a message in a queue that nobody reads.</summary>
internal static class DeadLetterFilters
{
    public static void Configure(IReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        var office = services.GetRequiredService<DeadLetterOffice>();
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new GenerateFaultFilter());
            pipe.UseExecuteAsync(failed => office.RecordAsync(failed, failed.Exception));
        });
        endpoint.ConfigureDeadLetter(pipe => pipe.UseExecuteAsync(office.RecordUnhandledAsync));
    }
}
