namespace Dcai.Api;

/// <summary>Every dataset, by name.</summary>
public sealed record DatasetList
{
    public required IReadOnlyList<DatasetStatus> Datasets { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
