namespace Dcai.Api;

/// <summary>After how many decisions the known label errors were found, beside what random order would need.</summary>
public sealed record ReviewEffortReport
{
    public required int Decisions { get; init; }

    public required int LabelErrorsKnown { get; init; }

    public int? DecisionsTo50 { get; init; }

    public int? DecisionsTo80 { get; init; }

    public int? DecisionsTo95 { get; init; }

    /// <summary>Expected decisions for 95 % in random order.</summary>
    public int? DecisionsTo95Random { get; init; }

    public int? DecisionsTo50Random { get; init; }

    public int? DecisionsTo80Random { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>How many of the known label errors were decided after how many decisions, by rising decisions; at most 101 points.</summary>
    public IReadOnlyList<EffortPointReport> Found { get; init; } = [];
}
