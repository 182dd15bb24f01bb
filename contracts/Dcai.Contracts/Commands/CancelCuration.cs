namespace Dcai.Contracts;

/// <summary>Stop for good. What is certified stays certified.</summary>
public sealed record CancelCuration
{
    public required string DatasetId { get; init; }
}
