namespace Dcai.ReviewGateway.Datasets;

/// <summary>Where a dataset's saga stands.</summary>
public sealed record CurationStanding
{
    /// <summary>The state that is final.</summary>
    public const string Cancelled = nameof(Cancelled);

    public required string State { get; init; }

    /// <summary>The owner has begun to curate; before, images are collected at most.</summary>
    public bool IsStarted { get; init; } = true;

    public string? ResumesTo { get; init; }

    public string? SuspendedBecause { get; init; }

    public required int Round { get; init; }

    public required int Generation { get; init; }

    /// <summary>Command id to the command's type.</summary>
    public required IReadOnlyDictionary<string, string> Outstanding { get; init; }

    /// <summary>A command's type to how often the most often sent of them was sent.</summary>
    public IReadOnlyDictionary<string, int> Attempts { get; init; } = new Dictionary<string, int>();

    /// <summary>What it is at; null in what was stored before this was kept.</summary>
    public StepView? Step { get; init; }

    /// <summary>The slowest step that is over; null before the first.</summary>
    public StepView? SlowestStep { get; init; }
}
