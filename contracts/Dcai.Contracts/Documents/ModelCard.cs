namespace Dcai.Contracts.Documents;

/// <summary>A trained model: what it was trained on and how well it did.</summary>
public sealed record ModelCard
{
    public required string Name { get; init; }

    /// <summary>0 for a release's trainings.</summary>
    public required int Round { get; init; }

    /// <summary>safetensors.</summary>
    public required Descriptor Weights { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }

    /// <summary>The epoch whose weights these are: the first with the best validation accuracy.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>At that epoch, range [0, 1].</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>At that epoch, range [0, 1].</summary>
    public required double ValidationAccuracy { get; init; }

    public required double SecondsPerEpochMean { get; init; }

    public required double SecondsPerEpochSd { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<EpochRecord> History { get; init; }

    public required IReadOnlyList<WorkInterval> Intervals { get; init; }
}
