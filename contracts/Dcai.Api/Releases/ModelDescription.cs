namespace Dcai.Api;

/// <summary>A trained model: what it was trained on, how to feed it and how well it did; accuracies in [0, 1].</summary>
public sealed record ModelDescription
{
    public required string Dataset { get; init; }

    /// <summary>round 2, pipeline output …</summary>
    public required string Name { get; init; }

    /// <summary>The round whose auxiliary model it is; absent for a release's.</summary>
    public int? Round { get; init; }

    /// <summary>The release that it evaluates; absent for a round's.</summary>
    public int? Release { get; init; }

    /// <summary>0-based: the member of a round's ensemble, or the seed number of a release's training.</summary>
    public required int Number { get; init; }

    /// <summary>Of the weights' bytes: sha256: and 64 hexadecimal digits.</summary>
    public required string WeightsDigest { get; init; }

    public required long WeightsSizeBytes { get; init; }

    /// <summary>In the order of the logits.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>reference, compact.</summary>
    public required string Network { get; init; }

    /// <summary>reference, antialiased, ink.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Height and width of the input, pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Logits are divided by it before they become probabilities; 1 where the model was not calibrated.</summary>
    public required double Temperature { get; init; }

    /// <summary>Over the validation images after calibration, range [0, 1]; absent where the model was not calibrated.</summary>
    public double? ExpectedCalibrationError { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }

    /// <summary>0 where it was not tested.</summary>
    public required int TestCount { get; init; }

    /// <summary>The epoch whose weights these are: the first with the best validation accuracy.</summary>
    public required int BestEpoch { get; init; }

    public required double TrainAccuracy { get; init; }

    public required double ValidationAccuracy { get; init; }

    /// <summary>Absent where it was not tested.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>On the test images; none where it was not tested.</summary>
    public required IReadOnlyList<ClassReport> PerClass { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The fold of the uncertified images that it was not trained on; absent where it saw none of them.</summary>
    public int? HeldOutFold { get; init; }

    /// <summary>The snapshot that its images are from.</summary>
    public required int SnapshotVersion { get; init; }

    /// <summary>That of the snapshot.</summary>
    public required string ContentDigest { get; init; }
}
