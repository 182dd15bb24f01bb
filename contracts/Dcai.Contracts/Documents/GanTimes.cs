namespace Dcai.Contracts.Documents;

/// <summary>When the generators of a release were trained.</summary>
public sealed record GanTimes
{
    public required int Release { get; init; }

    public required IReadOnlyList<WorkInterval> Intervals { get; init; }
}
