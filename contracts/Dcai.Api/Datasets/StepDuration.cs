namespace Dcai.Api;

/// <summary>How long a dataset was in a state in which services work.</summary>
public sealed record StepDuration
{
    /// <summary>TrainingAuxiliary, Ranking …</summary>
    public required string State { get; init; }

    /// <summary>0 before the first.</summary>
    public required int Round { get; init; }

    public required double Seconds { get; init; }

    /// <summary>It is not over yet.</summary>
    public bool Running { get; init; }
}
