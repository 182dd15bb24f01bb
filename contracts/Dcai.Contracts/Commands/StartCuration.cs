namespace Dcai.Contracts;

/// <summary>Begin to curate the dataset, or begin its next generation on demand.</summary>
public sealed record StartCuration
{
    public required string DatasetId { get; init; }

    /// <summary>Version of the settings object that is read.</summary>
    public required int SettingsVersion { get; init; }
}
