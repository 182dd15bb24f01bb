using Dcai.ObjectStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dcai.Work;

/// <summary>Registers what every service works with.</summary>
public static class WorkServices
{
    /// <summary>Expects an <see cref="IObjectStore"/> and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="terms">How leases are dealt with.</param>
    public static IServiceCollection AddWork(this IServiceCollection services, LeaseTerms terms)
    {
        services.AddSingleton(terms);
        services.TryAddSingleton<StoreClock>();
        services.TryAddSingleton<WorkResults>();
        services.TryAddSingleton<WorkSlices>();
        services.TryAddSingleton<WorkLeases>();
        services.TryAddSingleton<LeasedWork>();
        services.TryAddSingleton<SnapshotReader>();
        services.TryAddSingleton<SettingsReader>();
        services.TryAddSingleton<ProgressReporter>();
        return services;
    }
}
