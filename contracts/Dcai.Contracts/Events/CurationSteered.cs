namespace Dcai.Contracts;

/// <summary>The saga has stored a start, pause, resume or cancellation.</summary>
public sealed record CurationSteered
{
    public required string DatasetId { get; init; }

    public required string State { get; init; }

    /// <summary>Version of the saga state that stored it.</summary>
    public required long Version { get; init; }

    /// <summary>Why it changed nothing; absent where it took effect.</summary>
    public string? Refusal { get; init; }
}
