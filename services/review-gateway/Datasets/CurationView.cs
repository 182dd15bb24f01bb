namespace Dcai.ReviewGateway.Datasets;

/// <summary>What the gateway reads of a saga's stored state (dcai.curation); the rest is the orchestrator's own.</summary>
internal sealed record CurationView
{
    public required string CurrentState { get; init; }

    public string? ResumeState { get; init; }

    public string? Reason { get; init; }

    /// <summary>0 until the owner has started the curation.</summary>
    public int SettingsVersion { get; init; }

    public int Round { get; init; }

    public int Generation { get; init; }

    public IReadOnlyList<OwedView> Outstanding { get; init; } = [];

    public StepView? Step { get; init; }

    public StepView? SlowestStep { get; init; }

    public CurationStanding ToStanding() => new()
    {
        State = CurrentState,
        IsStarted = SettingsVersion > 0,
        ResumesTo = ResumeState,
        SuspendedBecause = Reason?.ReplaceLineEndings(" "),
        Round = Round,
        Generation = Generation,
        Outstanding = Outstanding.ToDictionary(owed => owed.CommandId, owed => owed.Command, StringComparer.Ordinal),
        Attempts = Outstanding.GroupBy(owed => owed.Command, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(owed => owed.Attempts), StringComparer.Ordinal),
        Step = Step,
        SlowestStep = SlowestStep,
    };
}

/// <summary>A command that awaits its reply.</summary>
internal sealed record OwedView
{
    public required string CommandId { get; init; }

    public required string Command { get; init; }

    public int Attempts { get; init; } = 1;
}

/// <summary>How long a curation is, or was, in a state.</summary>
public sealed record StepView
{
    public required string State { get; init; }

    public int Round { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public double? Seconds { get; init; }

    /// <summary>Services work in it; nobody is waited for.</summary>
    public bool IsWork { get; init; }
}
