namespace Dcai.Contracts;

/// <summary>A process is alive, and what it is doing; at least every ten seconds, at most one a second, may be lost.</summary>
public sealed record WorkerReported
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

    /// <summary>The commands in hand, those that have been there longest first; at most eight kinds are named.</summary>
    public required IReadOnlyList<WorkerActivity> Activities { get; init; }
}
