namespace Dcai.Api;

/// <summary>Accuracy after a share of the ranked images was inspected and cleaned.</summary>
public sealed record CleaningPointReport
{
    /// <summary>Range [0, 1].</summary>
    public required double InspectedShare { get; init; }

    /// <summary>On the held-out images, range [0, 1].</summary>
    public required double Accuracy { get; init; }
}
