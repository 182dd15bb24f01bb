namespace Dcai.Api;

/// <summary>A process of a service, as it told last.</summary>
public sealed record WorkerStatus
{
    /// <summary>balancer, ranker …; all-in-one where a process runs several services.</summary>
    public required string Service { get; init; }

    /// <summary>Tells this process from every other, earlier ones on the same host included.</summary>
    public required string Instance { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Physical memory of the process.</summary>
    public required long ResidentBytes { get; init; }

    /// <summary>When it told; one that is silent for 45 seconds is no longer listed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it is doing, the oldest first; empty while it waits for work.</summary>
    public required IReadOnlyList<WorkerTask> Tasks { get; init; }
}
