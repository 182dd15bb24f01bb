namespace Dcai.Api;

/// <summary>Where the time went.</summary>
public sealed record SecondsReport
{
    public required double Total { get; init; }

    /// <summary>Wall-clock time during which something trained.</summary>
    public required double Training { get; init; }

    /// <summary>Wall-clock time during which something inferred and nothing trained.</summary>
    public required double Inference { get; init; }

    /// <summary>The rest: ingest, storage, messages, reviews, waiting.</summary>
    public required double Orchestration { get; init; }
}
