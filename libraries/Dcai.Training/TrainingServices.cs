using Dcai.Learning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dcai.Training;

/// <summary>Registers what the services that learn share.</summary>
public static class TrainingServices
{
    /// <summary>Pixels kept in memory per process: 20,000 colour images of 32×32, or three times as many gray ones.</summary>
    private const long CacheBytes = 20_000L * 3 * 32 * 32 * sizeof(float);

    /// <summary>May be called by several modules of one process; they then share one cache.</summary>
    public static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.TryAddSingleton(new PreprocessedImageCache(CacheBytes));
        services.TryAddSingleton<SampleImages>();
        services.TryAddSingleton<SlicedTraining>();
        return services;
    }
}
