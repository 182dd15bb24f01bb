namespace Dcai.Contracts.Documents;

/// <summary>One epoch of a training.</summary>
public sealed record EpochRecord
{
    /// <summary>1-based.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean over the epoch, nats.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Nats.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Range [0, 1].</summary>
    public required double ValidationAccuracy { get; init; }

    public required double Seconds { get; init; }
}
