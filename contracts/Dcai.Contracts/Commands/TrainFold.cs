namespace Dcai.Contracts;

/// <summary>Train the reference model once, on one of the trainings that the release plans (paper, step 5).</summary>
public sealed record TrainFold
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    public required int Release { get; init; }

    /// <summary>0-based index of the training in the release's plan.</summary>
    public required int Fold { get; init; }

    public required Descriptor Plan { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
