namespace Dcai.Api;

/// <summary>Every dataset, by name.</summary>
public sealed record DatasetList
{
    public required IReadOnlyList<DatasetStatus> Datasets { get; init; }
}
