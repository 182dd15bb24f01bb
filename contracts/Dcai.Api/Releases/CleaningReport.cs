namespace Dcai.Api;

/// <summary>DataPerf's cleaning measure: how much of the ranked images must be inspected until the model is nearly as good as on the clean set.</summary>
public sealed record CleaningReport
{
    /// <summary>By rising share.</summary>
    public required IReadOnlyList<CleaningPointReport> Points { get; init; }

    /// <summary>Held-out images that every point was tested on.</summary>
    public int Test { get; init; }

    /// <summary>Share of the clean set's accuracy to reach: 0.95.</summary>
    public required double TargetShare { get; init; }

    /// <summary>Range [0, 1], interpolated; absent where no point reaches it.</summary>
    public double? InspectedShareToTarget { get; init; }
}
