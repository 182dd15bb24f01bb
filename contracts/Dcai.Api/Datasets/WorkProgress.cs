namespace Dcai.Api;

/// <summary>How far a long work has come.</summary>
public sealed record WorkProgress
{
    /// <summary>training, ranking, evaluating, ingesting …</summary>
    public required string Activity { get; init; }

    /// <summary>What is worked on, for people: round 2, fold 3.</summary>
    public required string Name { get; init; }

    /// <summary>Done so far, range [0, 1].</summary>
    public required double Fraction { get; init; }

    public int? Epoch { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Mean of the running epoch; nats.</summary>
    public double? Loss { get; init; }

    /// <summary>Of the running epoch, range [0, 1].</summary>
    public double? Accuracy { get; init; }

    /// <summary>Of the last whole epoch, range [0, 1].</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>When the worker told it.</summary>
    public required DateTimeOffset At { get; init; }
}
