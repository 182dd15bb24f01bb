namespace Dcai.Api;

/// <summary>The processes that have given a sign of life lately, by service.</summary>
public sealed record WorkerList
{
    public required IReadOnlyList<WorkerStatus> Workers { get; init; }
}
