namespace Dcai.Api;

/// <summary>A start, pause, resume or cancellation is stored.</summary>
public sealed record SteeringResult
{
    public required string DatasetId { get; init; }

    /// <summary>The curation's state afterwards.</summary>
    public required string State { get; init; }

    /// <summary>Version of the curation's state that stored it.</summary>
    public required long Version { get; init; }
}
