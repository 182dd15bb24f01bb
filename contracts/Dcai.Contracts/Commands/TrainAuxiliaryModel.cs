namespace Dcai.Contracts;

/// <summary>Train one of the round's auxiliary models (paper, step 2).</summary>
public sealed record TrainAuxiliaryModel
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>1 is the first; numbers are never used again, across generations.</summary>
    public required int Round { get; init; }

    public required Descriptor TrainingSet { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }

    /// <summary>0-based number of the model in its ensemble.</summary>
    public int Member { get; init; }

    /// <summary>The last round that trained models; 0 for none.</summary>
    public int PreviousModelRound { get; init; }
}
