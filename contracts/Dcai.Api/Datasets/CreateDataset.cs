namespace Dcai.Api;

/// <summary>Begin a dataset with version 1 of its settings. The same request again is the same dataset; other settings are a conflict.</summary>
public sealed record CreateDataset
{
    /// <summary>Lower-case letters, digits and hyphens, at most 63; begins with a letter or digit.</summary>
    public required string DatasetId { get; init; }

    public required DatasetSettings Settings { get; init; }
}
