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
    /// <param name="concurrency">How much is worked on at once.</param>
    public static IServiceCollection AddWork(this IServiceCollection services, LeaseTerms terms, WorkConcurrency concurrency)
    {
        services.AddSingleton(terms);
        services.AddSingleton(concurrency);
        services.TryAddSingleton<StoreClock>();
        services.TryAddSingleton<WorkResults>();
        services.TryAddSingleton<WorkSlices>();
        services.TryAddSingleton<WorkLeases>();
        services.TryAddSingleton<LeasedWork>();
        services.TryAddSingleton<SlicedWork>();
        services.TryAddSingleton<SnapshotReader>();
        services.TryAddSingleton<SettingsReader>();
        services.TryAddSingleton<ProgressReporter>();
        return services;
    }
}

/// <summary>How many long works of a kind, such as trainings, one process is at. It takes no message that it cannot begin with.</summary>
/// <param name="AtOnce">1 or more; each takes a core.</param>
public sealed record WorkConcurrency(int AtOnce)
{
    /// <summary>As many as there are processors.</summary>
    public static WorkConcurrency Processors { get; } = new(Environment.ProcessorCount);
}
