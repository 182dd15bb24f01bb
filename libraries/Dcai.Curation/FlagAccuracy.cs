namespace Dcai.Curation;

/// <summary>Shares of the flagged samples whose flag the reviewer confirmed, range [0, 1]; absent where nothing was flagged and decided.</summary>
public sealed record FlagAccuracy
{
    public double? Overall { get; init; }

    public double? LikelyValid { get; init; }

    public double? LikelyInvalid { get; init; }
}
