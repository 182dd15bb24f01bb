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

    /// <summary>0-based number of the model in its ensemble.</summary>
    public int Member { get; init; }

    /// <summary>The fold of the pool that it was not trained on; absent where it saw no pool.</summary>
    public int? HeldOutFold { get; init; }

    /// <summary>reference, antialiased, ink.</summary>
    public string Preprocessing { get; init; } = Preprocessings.Reference;

    /// <summary>Height and width of the input, pixels.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>reference, compact.</summary>
    public string Network { get; init; } = Networks.Reference;

    /// <summary>Logits are divided by it; 1 where it was not calibrated.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Over the validation images after calibration, range [0, 1]; absent where it was not calibrated.</summary>
    public double? ExpectedCalibrationError { get; init; }

    /// <summary>How the training fared with each of its samples (dcai.dynamics); absent where it was not recorded.</summary>
    public Descriptor? Dynamics { get; init; }
}
