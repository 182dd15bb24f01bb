namespace Dcai.ReviewGateway.Datasets;

/// <summary>What the gateway reads of a saga's stored state (dcai.curation); the rest is the orchestrator's own.</summary>
internal sealed record CurationView
{
    public required string CurrentState { get; init; }

    public string? ResumeState { get; init; }

    public string? Reason { get; init; }

    public int Round { get; init; }

    public int Generation { get; init; }

    public IReadOnlyList<OwedView> Outstanding { get; init; } = [];

    public CurationStanding ToStanding() => new()
    {
        State = CurrentState,
        ResumesTo = ResumeState,
        SuspendedBecause = Reason?.ReplaceLineEndings(" "),
        Round = Round,
        Generation = Generation,
        Outstanding = Outstanding.ToDictionary(owed => owed.CommandId, owed => owed.Command, StringComparer.Ordinal),
    };
}

/// <summary>A command that awaits its reply.</summary>
internal sealed record OwedView
{
    public required string CommandId { get; init; }

    public required string Command { get; init; }
}
