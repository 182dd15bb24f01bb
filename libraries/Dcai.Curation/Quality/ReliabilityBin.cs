namespace Dcai.Curation.Quality;

/// <summary>Samples whose confidence lies in (<see cref="Lower"/>, <see cref="Upper"/>].</summary>
public sealed record ReliabilityBin
{
    public required double Lower { get; init; }

    public required double Upper { get; init; }

    public required int Count { get; init; }

    /// <summary>Mean confidence, range [0, 1]; absent for an empty bin.</summary>
    public required double? Confidence { get; init; }

    /// <summary>Share of right predictions, range [0, 1]; absent for an empty bin. Above the confidence: the model is not sure enough.</summary>
    public required double? Accuracy { get; init; }
}
