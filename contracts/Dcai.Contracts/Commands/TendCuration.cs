namespace Dcai.Contracts;

/// <summary>The timer's knock: send again what is outstanding and due, advance a resting dataset, begin an overdue generation.</summary>
public sealed record TendCuration
{
    public required string DatasetId { get; init; }

    /// <summary>The orchestrator has just started: everything outstanding is due.</summary>
    public required bool Restarted { get; init; }
}
