using Dcai.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dcai.IngestHasher;

/// <summary>Turns accepted uploads into ingest batches: what each file is, whether it is known, and why it was refused (paper, step 1).</summary>
public sealed class IngestHasherModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "ingest-hasher";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestHasherOptions>()
            .Bind(configuration)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<UploadReader>();
        services.AddSingleton<KnownDatasets>();
    }

    /// <inheritdoc />
    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<IngestImagesConsumer, IngestImagesConsumerDefinition>();
    }
}
